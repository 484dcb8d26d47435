package io.directorate.events.connection;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Protocol;
import java.util.Optional;

/**
 * What tells one connection from another. Kernel: {@code struct ip_vs_conn} in {@code include/net/ip_vs.h}.
 *
 * <p>A persistence template has client port 0, and a client address cut to the service's netmask. The template of a firewall-mark service has
 * protocol 0 and the mark as its virtual address.
 *
 * @param protocol IANA number, 0 to 255; see {@link #balancedProtocol}
 * @param client source of the connection
 * @param virtual destination that the client used
 * @param fwmark firewall mark of the service, 0 to 4294967295; 0 if it has none
 */
public record ConnectionKey(int protocol, Endpoint client, Endpoint virtual, long fwmark) {
    /** Checks ranges, and that both ends are of one family. */
    public ConnectionKey {
        Checks.range(protocol, 0, 0xff, "protocol");
        Checks.range(fwmark, 0, 0xffff_ffffL, "fwmark");
        if (client.address().family() != virtual.address().family()) {
            throw new InvalidValueException(
                    "virtual", "client " + client + " and virtual address " + virtual + " are not of one family");
        }
    }

    /**
     * Makes a key without a firewall mark.
     *
     * @param protocol TCP, UDP or SCTP
     * @param client source of the connection
     * @param virtual destination that the client used
     * @return the key
     */
    public static ConnectionKey of(Protocol protocol, Endpoint client, Endpoint virtual) {
        return new ConnectionKey(protocol.number(), client, virtual, 0);
    }

    /**
     * Returns the family of all its addresses.
     *
     * @return IPv4 or IPv6
     */
    public AddressFamily family() {
        return client.address().family();
    }

    /**
     * Returns the protocol, if it is one that services have.
     *
     * @return empty for protocol 0 of firewall-mark templates, and for AH and ESP
     */
    public Optional<Protocol> balancedProtocol() {
        for (Protocol known : Protocol.values()) {
            if (known.number() == protocol) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return balancedProtocol().map(Protocol::text).orElse("protocol " + protocol) + " " + client + " -> " + virtual
                + (fwmark == 0 ? "" : " fwmark " + fwmark);
    }
}
