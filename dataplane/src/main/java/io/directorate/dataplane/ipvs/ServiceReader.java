package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.events.model.AddressFamily;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Gathers the attributes of one service, in whatever order they come. */
final class ServiceReader {
    @Nullable
    AddressFamily family;

    OptionalInt protocol = OptionalInt.empty();
    byte[] address = {};
    OptionalInt port = OptionalInt.empty();
    long mark;
    Optional<String> scheduler = Optional.empty();
    Optional<String> engine = Optional.empty();
    OptionalInt flags = OptionalInt.empty();
    long timeoutSeconds;

    private boolean hasNetmask;
    private int netmaskInHostOrder;
    private int netmaskInNetworkOrder;

    /** The mask is a number in network order for IPv4, a prefix length in host order for IPv6; the family may come later. */
    void netmask(AttributeReader in) {
        hasNetmask = true;
        netmaskInHostOrder = in.u32();
        netmaskInNetworkOrder = in.be32();
    }

    ServiceIdentity identity() {
        AddressFamily known = requireFamily();
        if (mark != 0) {
            return ServiceIdentity.ofMark(known, mark);
        }
        int number = protocol.orElseThrow(() -> IpvsReplies.missing("service", "PROTOCOL or FWMARK"));
        return new ServiceIdentity(known, number, IpvsReplies.endpoint(known, address, port), 0);
    }

    ServiceSettings settings() {
        if (!hasNetmask) {
            throw IpvsReplies.missing("service", "NETMASK");
        }
        return new ServiceSettings(
                scheduler.orElseThrow(() -> IpvsReplies.missing("service", "SCHED_NAME")),
                flags.orElseThrow(() -> IpvsReplies.missing("service", "FLAGS")),
                timeoutSeconds,
                requireFamily() == AddressFamily.IPV4 ? netmaskInNetworkOrder : netmaskInHostOrder,
                engine.filter(name -> !name.isEmpty()));
    }

    private AddressFamily requireFamily() {
        AddressFamily known = family;
        if (known == null) {
            throw IpvsReplies.missing("service", "AF");
        }
        return known;
    }
}
