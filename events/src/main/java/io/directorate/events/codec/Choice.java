package io.directorate.events.codec;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The JSON form of an enumeration: its name in lower case. */
final class Choice {
    private Choice() {}

    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E read(Fields in, String name, E[] values) {
        String expected = "one of " + Arrays.stream(values).map(Choice::text).collect(Collectors.joining(", "));
        String text = in.text(name, expected);
        for (E value : values) {
            if (text(value).equals(text.toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new CodecException(in.path(name), name + " is '" + Words.bounded(text) + "', must be " + expected);
    }

    static <E extends Enum<E>> E read(Fields in, String name, E[] values, E otherwise) {
        return in.has(name) ? read(in, name, values) : otherwise;
    }
}
