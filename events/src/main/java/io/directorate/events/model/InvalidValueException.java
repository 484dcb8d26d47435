package io.directorate.events.model;

import java.util.function.Supplier;

/**
 * A value that is not well formed: names the field, the rule that it breaks and what was given.
 *
 * <p>Faces (API, YAML, command line) turn it into an error at the place where the value stood.
 */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String message;

    /**
     * Makes one.
     *
     * @param field the field's name as users write it, such as {@code weight}
     * @param message what is wrong, with the value given and the range allowed
     */
    public InvalidValueException(String field, String message) {
        super(message);
        this.field = field;
        this.message = message;
    }

    /**
     * Returns the name of the field.
     *
     * @return as users write it
     */
    public String field() {
        return field;
    }

    @Override
    public String getMessage() {
        return message;
    }

    static void check(boolean condition, String field, String message) {
        if (!condition) {
            throw new InvalidValueException(field, message);
        }
    }

    /** As above, for values of which a configuration has many thousands: the message is only made if it is needed. */
    static void check(boolean condition, String field, Supplier<String> message) {
        if (!condition) {
            throw new InvalidValueException(field, message.get());
        }
    }

    static int checkRange(int value, int lowest, int highest, String field) {
        if (value < lowest || value > highest) {
            throw new InvalidValueException(field, field + " is " + value + ", must be " + lowest + " to " + highest);
        }
        return value;
    }
}
