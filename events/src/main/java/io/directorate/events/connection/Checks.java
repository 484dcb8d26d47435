package io.directorate.events.connection;

import io.directorate.events.model.InvalidValueException;

/** Ranges of fields. */
final class Checks {
    private Checks() {}

    static void range(long value, long lowest, long highest, String field) {
        if (value < lowest || value > highest) {
            throw new InvalidValueException(field, field + " is " + value + ", must be " + lowest + " to " + highest);
        }
    }
}
