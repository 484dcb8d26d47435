package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.dataplane.Counters;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.dataplane.TableStatistics.ServiceStatistics;
import org.jspecify.annotations.Nullable;

/** A table with counters as JSON: what the dataplane holds, in its own terms. */
final class TableJson {
    private TableJson() {}

    static ObjectNode of(IpvsSnapshot snapshot) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode services = body.putArray("services");
        for (TableService service : snapshot.table().list()) {
            ServiceStatistics statistics = snapshot.statistics().services().get(service.key());
            ObjectNode node = services.addObject();
            node.put("service", service.key().toString());
            node.put("description", service.settings().describe(service.key().family()));
            if (statistics != null) {
                node.set("counters", counters(statistics.counters()));
            }
            ArrayNode servers = node.putArray("servers");
            for (TableServer server : service.serversAsAdded()) {
                servers.add(server(
                        server, statistics == null ? null : statistics.servers().get(server.endpoint())));
            }
        }
        body.put("foreign", snapshot.table().foreign().size());
        return body;
    }

    private static ObjectNode server(TableServer server, @Nullable ServerStatistics statistics) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("server", server.endpoint().toString());
        node.put("description", server.describe());
        node.put("weight", server.weight());
        if (statistics != null) {
            node.put("activeConnections", statistics.activeConnections());
            node.put("inactiveConnections", statistics.inactiveConnections());
            node.put("persistentConnections", statistics.persistentConnections());
            node.set("counters", counters(statistics.counters()));
        }
        return node;
    }

    private static ObjectNode counters(Counters counters) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("connections", counters.connections());
        node.put("inPackets", counters.incomingPackets());
        node.put("outPackets", counters.outgoingPackets());
        node.put("inBytes", counters.incomingBytes());
        node.put("outBytes", counters.outgoingBytes());
        return node;
    }
}
