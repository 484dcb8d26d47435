package io.directorate.events.service;

import java.util.List;

/** What {@link Decider} makes of a command: events, or a rejection that names the rule broken. */
public sealed interface Decision {
    /**
     * The command may happen; these are the events to log.
     *
     * @param events in order; empty if the command changes nothing
     */
    record Accepted(List<Event> events) implements Decision {
        /** Copies the list. */
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * The command must not happen; nothing is logged.
     *
     * @param rejection why
     */
    record Refused(Rejection rejection) implements Decision {}
}
