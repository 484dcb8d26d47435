package io.directorate.events.service;

import io.directorate.events.service.Rejection.Rule;
import java.util.Map;
import java.util.regex.Pattern;

/** Rules for names and labels: {@link Rule#NAME}. */
final class Names {
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_-]{1,63}");
    private static final Pattern DIRECTOR = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final Pattern KIND = Pattern.compile("[a-z0-9-]{1,63}");
    private static final int LONGEST_TAG = 63;

    private Names() {}

    static void checkOwner(String owner, String field) {
        check(OWNER, owner, field, "owner", "1 to 63 letters, digits, - or _");
    }

    static void checkDirector(String director, String field) {
        check(DIRECTOR, director, field, "director", "1 to 63 letters, digits, . - or _");
    }

    static void checkKind(String kind) {
        check(KIND, kind, "kind", "kind", "1 to 63 lower-case letters, digits or -");
    }

    private static void check(Pattern form, String name, String field, String what, String expected) {
        if (!form.matcher(name).matches()) {
            throw new Rejected(Rule.NAME, field, what + " '" + shown(name) + "' is not a name of " + expected);
        }
    }

    static void checkLabels(ServiceLabels labels, String path) {
        labels.owner().ifPresent(owner -> checkOwner(owner, Fields.in(path, "owner")));
        Limits.check(labels.tags().size(), Limits.MAX_TAGS, Fields.in(path, "tags"), "tags of a service");
        for (Map.Entry<String, String> tag : labels.tags().entrySet()) {
            String field = Fields.in(path, "tags." + shown(tag.getKey()));
            checkTag(tag.getKey(), field, "name");
            checkTag(tag.getValue(), field, "value");
        }
    }

    private static void checkTag(String text, String field, String side) {
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > LONGEST_TAG || !isPrintable(text)) {
            throw new Rejected(
                    Rule.NAME,
                    field,
                    "tag " + side + " '" + shown(text) + "' is not a text of 1 to " + LONGEST_TAG
                            + " printable characters");
        }
    }

    /** Bounds a text for people, such as a reason or a difference. */
    static void checkText(String text, String field) {
        Limits.check(text.length(), Limits.MAX_TEXT_LENGTH, field, "characters");
        if (!isPrintable(text)) {
            throw new Rejected(
                    Rule.NAME, field, "'" + shown(text) + "' holds control characters; write it as one line");
        }
    }

    static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(Names::isUnprintable);
    }

    private static boolean isUnprintable(int c) {
        return Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** The text as an error shows it: bounded, without control characters. */
    static String shown(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST_TAG + 1L).forEach(c -> out.appendCodePoint(isUnprintable(c) ? '?' : c));
        return out.length() < text.length() ? out + "..." : out.toString();
    }
}
