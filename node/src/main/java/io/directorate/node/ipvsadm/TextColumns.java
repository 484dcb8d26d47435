package io.directorate.node.ipvsadm;

/** Columns of text as {@code printf(3)} makes them; what is longer than its column sticks out. */
final class TextColumns {
    /** Up to here a counter is shown in full; above it in thousands, and so on. */
    private static final long FULL = 100_000_000L;

    private static final long THOUSANDS = 1_000_000_000L;
    private static final long MILLIONS = 100_000_000_000L;
    private static final long BILLIONS = 100_000_000_000_000L;
    private static final int COUNTER_WIDTH = 9;
    private static final int EXACT_DIGITS = 8;

    private TextColumns() {}

    /** A text at the left of its column. */
    static void left(StringBuilder out, String text, int width) {
        out.append(text);
        pad(out, width - text.length());
    }

    /** A number at the left of its column. */
    static void left(StringBuilder out, long number, int width) {
        left(out, Long.toString(number), width);
    }

    /** A number at the right of its column. */
    static void right(StringBuilder out, long number, int width) {
        right(out, Long.toUnsignedString(number), width);
    }

    private static void right(StringBuilder out, String text, int width) {
        pad(out, width - text.length());
        out.append(text);
    }

    private static void pad(StringBuilder out, int blanks) {
        for (int i = 0; i < blanks; i++) {
            out.append(' ');
        }
    }

    /**
     * A counter in nine characters, scaled by K, M, G or T where it is too long.
     *
     * @param number as an unsigned 64-bit number
     * @param exact in full, with a blank before it if it is longer than eight digits
     */
    static void counter(StringBuilder out, long number, boolean exact) {
        String digits = Long.toUnsignedString(number);
        if (exact) {
            right(out, digits, digits.length() <= EXACT_DIGITS ? COUNTER_WIDTH : digits.length() + 1);
        } else if (isBelow(number, FULL)) {
            right(out, digits, COUNTER_WIDTH);
        } else if (isBelow(number, THOUSANDS)) {
            scaled(out, number, 1000L, 'K');
        } else if (isBelow(number, MILLIONS)) {
            scaled(out, number, 1_000_000L, 'M');
        } else if (isBelow(number, BILLIONS)) {
            scaled(out, number, 1_000_000_000L, 'G');
        } else {
            scaled(out, number, 1_000_000_000_000L, 'T');
        }
    }

    private static boolean isBelow(long number, long bound) {
        return Long.compareUnsigned(number, bound) < 0;
    }

    private static void scaled(StringBuilder out, long number, long divisor, char unit) {
        right(out, Long.divideUnsigned(number, divisor), COUNTER_WIDTH - 1);
        out.append(unit);
    }
}
