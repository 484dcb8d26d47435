package io.directorate.events.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text forms of addresses, as {@code inet_pton(3)} reads and {@code inet_ntop(3)} writes them. */
final class IpAddressText {
    private static final int GROUPS = 8;

    private IpAddressText() {}

    static byte @Nullable [] parse(String text) {
        return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
    }

    private static byte @Nullable [] parseIpv4(String text) {
        byte[] result = new byte[4];
        int position = 0;
        for (int part = 0; part < 4; part++) {
            int start = position;
            int value = 0;
            while (position < text.length() && isDigit(text.charAt(position)) && position - start < 3) {
                value = value * 10 + text.charAt(position++) - '0';
            }
            int digits = position - start;
            boolean leadingZero = digits > 1 && text.charAt(start) == '0';
            if (digits == 0 || leadingZero || value > 255) {
                return null;
            }
            result[part] = (byte) value;
            if (part < 3 && (position >= text.length() || text.charAt(position++) != '.')) {
                return null;
            }
        }
        return position == text.length() ? result : null;
    }

    private static byte @Nullable [] parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] all = groups(text, true);
            return all != null && all.length == GROUPS ? toBytes(all) : null;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] head = groups(text.substring(0, gap), false);
        int[] tail = groups(text.substring(gap + 2), true);
        if (head == null || tail == null || head.length + tail.length > GROUPS - 1) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return toBytes(all);
    }

    private static int @Nullable [] groups(String text, boolean quadAllowed) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > GROUPS) {
            return null;
        }
        int[] result = new int[GROUPS + 1];
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.indexOf('.') >= 0) {
                byte[] quad = quadAllowed && i == parts.length - 1 ? parseIpv4(part) : null;
                if (quad == null || count > GROUPS - 2) {
                    return null;
                }
                result[count++] = ((quad[0] & 0xff) << 8) | (quad[1] & 0xff);
                result[count++] = ((quad[2] & 0xff) << 8) | (quad[3] & 0xff);
            } else {
                if (part.isEmpty() || part.length() > 4 || !part.chars().allMatch(IpAddressText::isHex)) {
                    return null;
                }
                result[count++] = Integer.parseInt(part, 16);
            }
        }
        return Arrays.copyOf(result, count);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static byte[] toBytes(int[] groups) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < GROUPS; i++) {
            bytes[2 * i] = (byte) (groups[i] >> 8);
            bytes[2 * i + 1] = (byte) groups[i];
        }
        return bytes;
    }

    static String format(byte[] bytes) {
        if (bytes.length == 4) {
            return quad(bytes, 0);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
            i += length;
        }
        return join(bytes, groups, bestStart, bestLength);
    }

    private static String join(byte[] bytes, int[] groups, int gapStart, int gapLength) {
        // As glibc: ::a.b.c.d for the compatible form, ::ffff:a.b.c.d for the mapped one.
        boolean compatible = gapStart == 0 && gapLength == 6;
        boolean mapped = gapStart == 0 && gapLength == 5 && groups[5] == 0xffff;
        int end = compatible || mapped ? GROUPS - 2 : GROUPS;
        StringBuilder text = new StringBuilder(40);
        for (int i = 0; i < end; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        if (end < GROUPS) {
            if (text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(quad(bytes, 12));
        }
        return text.toString();
    }

    private static String quad(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) + "." + (bytes[offset + 1] & 0xff) + "." + (bytes[offset + 2] & 0xff) + "."
                + (bytes[offset + 3] & 0xff);
    }
}
