package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Numbers and addresses as the C library reads them: {@code strtol(3)}, {@code atoi(3)}, {@code inet_aton(3)}. */
final class CText {
    private CText() {}

    /** A whole text as a decimal number as {@code strtol} reads it, blanks and sign before it allowed; empty beyond 64 bits. */
    static OptionalLong decimal(String text) {
        int start = skipBlanks(text);
        int digits = start;
        if (digits < text.length() && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
            digits++;
        }
        if (digits == text.length()) {
            return OptionalLong.empty();
        }
        for (int i = digits; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return OptionalLong.empty();
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(text.substring(start)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** A decimal number in a range. */
    static OptionalInt decimal(String text, int lowest, int highest) {
        OptionalLong number = decimal(text);
        if (number.isEmpty() || number.getAsLong() < lowest || number.getAsLong() > highest) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) number.getAsLong());
    }

    /** The number at the start of a text, 0 if there is none, as {@code atoi}; beyond 32 bits only the lowest count. */
    static int leadingInt(String text) {
        int start = skipBlanks(text);
        int end = start;
        if (end < text.length() && (text.charAt(end) == '+' || text.charAt(end) == '-')) {
            end++;
        }
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        OptionalLong number = decimal(text.substring(start, end));
        return number.isPresent() ? (int) number.getAsLong() : 0;
    }

    /** Whether a text is made of digits only; so is an empty one. */
    static boolean isAllDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** An IPv4 address of one to four parts, each decimal, octal or hexadecimal; what follows after a blank is ignored. */
    static Optional<IpAddress> ipv4(String text) {
        long value = 0;
        int position = 0;
        for (int part = 0; part < 4; part++) {
            int end = position;
            while (end < text.length() && isAlphanumeric(text.charAt(end))) {
                end++;
            }
            long number = anyBase(text.substring(position, end));
            boolean last = end >= text.length() || text.charAt(end) != '.';
            long highest = last ? (1L << (8 * (4 - part))) - 1 : 255;
            if (number < 0 || number > highest) {
                return Optional.empty();
            }
            if (last) {
                value |= number;
                boolean ends = end >= text.length() || isBlank(text.charAt(end));
                return ends ? Optional.of(ofNumber(value)) : Optional.empty();
            }
            value |= number << (8 * (3 - part));
            position = end + 1;
        }
        return Optional.empty();
    }

    /** An IPv6 address. */
    static Optional<IpAddress> ipv6(String text) {
        return text.indexOf(':') >= 0 && IpAddress.isAddress(text)
                ? Optional.of(IpAddress.parse(text))
                : Optional.empty();
    }

    /** The IPv4 address of a number in network order. */
    static IpAddress ofNumber(long value) {
        return IpAddress.of(
                new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value});
    }

    private static long anyBase(String text) {
        int base = 10;
        String digits = text;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            base = 16;
            digits = text.substring(2);
        } else if (text.length() > 1 && text.charAt(0) == '0') {
            base = 8;
            digits = text.substring(1);
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), base);
            value = value * base + digit;
            if (digit < 0 || value > 0xffffffffL) {
                return -1;
            }
        }
        return digits.isEmpty() ? -1 : value;
    }

    private static int skipBlanks(String text) {
        int position = 0;
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
        return position;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
