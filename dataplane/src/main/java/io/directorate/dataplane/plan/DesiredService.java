package io.directorate.dataplane.plan;

import io.directorate.dataplane.TableService;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import java.util.ArrayList;
import java.util.List;

/**
 * A virtual service as the dataplane shall hold it.
 *
 * @param service its settings
 * @param servers in the order in which they are to be added, that of the log; none of them {@link ForwardingMethod#FULLNAT}, which the kernel
 *     knows only as {@link ForwardingMethod#NAT}
 */
public record DesiredService(VirtualService service, List<RealServer> servers) {
    /** Puts NAT for FULLNAT and copies the list. */
    public DesiredService {
        List<RealServer> kernelForm = new ArrayList<>(servers.size());
        for (RealServer server : servers) {
            kernelForm.add(server.method() == ForwardingMethod.FULLNAT ? masqueraded(server) : server);
        }
        servers = List.copyOf(kernelForm);
    }

    /**
     * Returns what a dataplane holds once it is programmed.
     *
     * @return the service as it would be read back
     */
    public TableService asTable() {
        return TableService.of(service, servers);
    }

    private static RealServer masqueraded(RealServer server) {
        return new RealServer(
                server.endpoint(),
                ForwardingMethod.NAT,
                Tunnel.IPIP,
                server.weight(),
                server.upperThreshold(),
                server.lowerThreshold());
    }
}
