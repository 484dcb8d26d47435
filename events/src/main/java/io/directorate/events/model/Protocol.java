package io.directorate.events.model;

import java.util.List;
import java.util.Locale;

/** Transport protocol that IPVS balances, with its IANA number. */
public enum Protocol {
    /** TCP, RFC 9293. */
    TCP(6),
    /** UDP, RFC 768. */
    UDP(17),
    /** SCTP, RFC 9260. */
    SCTP(132);

    private static final List<Protocol> ALL = List.of(values());

    private final int number;
    private final String text;

    Protocol(int number) {
        this.number = number;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the protocol number.
     *
     * @return as in an IP header
     */
    public int number() {
        return number;
    }

    /**
     * Returns the name that users write.
     *
     * @return {@code tcp}, {@code udp} or {@code sctp}
     */
    public String text() {
        return text;
    }

    /**
     * Finds a protocol by its number.
     *
     * @param number as in an IP header
     * @return the protocol
     * @throws InvalidValueException if IPVS does not balance it
     */
    public static Protocol ofNumber(int number) {
        for (Protocol protocol : values()) {
            if (protocol.number == number) {
                return protocol;
            }
        }
        throw new InvalidValueException("protocol", "protocol " + number + " is none of tcp 6, udp 17, sctp 132");
    }

    /**
     * Finds a protocol by its name.
     *
     * @param text in any case
     * @return the protocol
     * @throws InvalidValueException if it is none of {@code tcp udp sctp}
     */
    public static Protocol parse(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        for (Protocol protocol : ALL) {
            if (protocol.text.equals(wanted)) {
                return protocol;
            }
        }
        throw new InvalidValueException("protocol", "protocol '" + text + "' is none of tcp, udp, sctp");
    }
}
