package io.directorate.events.model;

import java.util.Locale;

/** Transport protocol that IPVS balances, with its IANA number. */
public enum Protocol {
    /** TCP, RFC 9293. */
    TCP(6),
    /** UDP, RFC 768. */
    UDP(17),
    /** SCTP, RFC 9260. */
    SCTP(132);

    private final int number;

    Protocol(int number) {
        this.number = number;
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
        return name().toLowerCase(Locale.ROOT);
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
        for (Protocol protocol : values()) {
            if (protocol.text().equals(text.toLowerCase(Locale.ROOT))) {
                return protocol;
            }
        }
        throw new InvalidValueException("protocol", "protocol '" + text + "' is none of tcp, udp, sctp");
    }
}
