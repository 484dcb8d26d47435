package io.directorate.node.pki;

import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.IpAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address or host name by which a director is reached, as a certificate has it (RFC 5280 section 4.2.1.6).
 *
 * @param kind which of them
 * @param text in its one canonical form
 */
public record SubjectAddress(Kind kind, String text) {
    private static final String FIELD = "address";
    private static final int MAX_HOST_NAME = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** The forms that a certificate has for them. */
    public enum Kind {
        /** IPv4 or IPv6, an {@code iPAddress}. */
        IP,
        /** A host name, a {@code dNSName}. */
        DNS
    }

    /**
     * Reads an address or host name; never asks the name service.
     *
     * @param given such as {@code 192.0.2.1}, {@code 2001:db8::1} or {@code lb-1.example.net}
     * @return the address
     * @throws InvalidValueException with the rule, if it is neither or names no single host
     */
    public static SubjectAddress parse(String given) {
        if (IpAddress.isAddress(given)) {
            return ip(given);
        }
        if (given.startsWith("[")) {
            throw refused(given, "must be written without brackets and port");
        }
        if (given.contains("%")) {
            throw refused(given, "must be without a zone: an address that holds on one link only names no director");
        }
        if (given.contains(":")) {
            throw refused(given, "is no IPv6 address; a port does not belong here");
        }
        return new SubjectAddress(Kind.DNS, hostName(given));
    }

    private static SubjectAddress ip(String given) {
        IpAddress address = IpAddress.parse(given);
        if (address.isAny() || address.isMulticast()) {
            throw refused(given, "must be the address of one host, not the unspecified or a multicast one");
        }
        if (isMapped(address.bytes())) {
            throw refused(given, "is an IPv4-mapped address: write the IPv4 address");
        }
        return new SubjectAddress(Kind.IP, address.toString());
    }

    private static boolean isMapped(byte[] bytes) {
        return bytes.length == 16
                && Arrays.equals(bytes, 0, MAPPED_PREFIX.length, MAPPED_PREFIX, 0, MAPPED_PREFIX.length);
    }

    private static String hostName(String given) {
        String name = given.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > MAX_HOST_NAME) {
            throw refused(given, "must be an IPv4 or IPv6 address, or a host name of 1 to 253 characters");
        }
        String last = "";
        for (String label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                throw refused(
                        given,
                        "must be an IPv4 or IPv6 address, or a host name: labels of 1 to 63 letters, digits or -, not at"
                                + " their ends, with dots between (no wildcards)");
            }
            last = label;
        }
        if (DIGITS.matcher(last).matches()) {
            throw refused(given, "is no IPv4 address, and no host name ends in a number");
        }
        return name;
    }

    private static InvalidValueException refused(String given, String rule) {
        return new InvalidValueException(FIELD, "address '" + given + "' " + rule);
    }

    @Override
    public String toString() {
        return text;
    }
}
