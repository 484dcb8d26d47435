package io.directorate.events.journal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One event as the journal takes it.
 *
 * @param type of the event, such as {@code service-added}; not empty
 * @param subjects what it is about, such as {@code service:tcp/192.0.2.1:80}: texts to search by, none empty, none with a line break
 * @param body the event itself, opaque; neither copied nor changed, so the caller must not change it either
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below; bodies are too many to copy each.
public record JournalEvent(String type, List<String> subjects, byte[] body) {
    /** Checks the texts. */
    public JournalEvent {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type of a journal event is empty");
        }
        subjects = List.copyOf(subjects);
        for (String subject : subjects) {
            if (subject.isEmpty() || subject.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("subject '" + subject + "' is empty or has a line break");
            }
        }
        Objects.requireNonNull(body, "body");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalEvent event
                && type.equals(event.type)
                && subjects.equals(event.subjects)
                && Arrays.equals(body, event.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, subjects, Arrays.hashCode(body));
    }

    @Override
    public String toString() {
        return "JournalEvent[" + type + " " + subjects + " " + body.length + " bytes]";
    }
}
