package io.directorate.events.journal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How subjects are found. A subject such as {@code tcp:192.0.2.1:80/10.0.0.1:80} lies within the one before its first slash; the index holds that
 * one, once for each event, and the row itself tells whether it has the subject asked for. So an event about a service and hundreds of its real
 * servers costs one entry.
 */
final class Subjects {
    /** Whether {@code e} has the subject that is bound, or one that begins with the text that is bound. */
    static final String HAS = "instr(char(10) || e.subjects || char(10), char(10) || ? || char(10)) > 0";

    static final String HAS_PREFIX = "instr(char(10) || e.subjects, char(10) || ?) > 0";

    private static final char INNER = '/';

    private Subjects() {}

    /** Tells whether an index entry says all: the subject lies within no other. */
    static boolean isHead(String subject) {
        return subject.indexOf(INNER) < 0;
    }

    /** The part that the index holds. */
    static String head(String subject) {
        int end = subject.indexOf(INNER);
        return end < 0 ? subject : subject.substring(0, end);
    }

    /** What the index holds for an event. */
    static Set<String> heads(List<String> subjects) {
        Set<String> heads = new LinkedHashSet<>();
        for (String subject : subjects) {
            heads.add(head(subject));
        }
        return heads;
    }

    /** Subjects as one text. */
    static String join(List<String> subjects) {
        return String.join("\n", subjects);
    }

    /** Takes apart what is written as one text. */
    static List<String> split(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    }
}
