package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.Counters;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.events.model.AddressFamily;
import java.util.OptionalInt;

/** Gathers the attributes of one real server, in whatever order they come. */
final class ServerReader {
    AddressFamily family;
    byte[] address = {};
    OptionalInt port = OptionalInt.empty();
    OptionalInt method = OptionalInt.empty();
    OptionalInt weight = OptionalInt.empty();
    long upper;
    long lower;
    long active;
    long inactive;
    long persistent;
    int tunnelType;
    int tunnelPort;
    int tunnelFlags;

    /** The family is that of the service where the kernel does not say (before 3.18). */
    ServerReader(AddressFamily ofService) {
        this.family = ofService;
    }

    TableServer server() {
        return new TableServer(
                IpvsReplies.endpoint(family, address, port),
                method.orElseThrow(() -> IpvsReplies.missing("real server", "FWD_METHOD")),
                new TableServer.RawTunnel(tunnelType, tunnelPort, tunnelFlags),
                weight.orElseThrow(() -> IpvsReplies.missing("real server", "WEIGHT")),
                upper,
                lower);
    }

    ServerStatistics statistics(Counters counters) {
        return new ServerStatistics(counters, active, inactive, persistent);
    }
}
