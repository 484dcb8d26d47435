package io.directorate.events.service;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.List;
import java.util.Optional;

/** Commands about real servers. */
final class ServerDecisions {
    private ServerDecisions() {}

    static List<Event> add(ImageView view, Command.AddServer command) {
        ServiceEntry entry = ServiceDecisions.require(view, command.service());
        Endpoint endpoint = command.server().endpoint();
        if (entry.server(endpoint).isPresent()) {
            throw new Rejected(
                    Rule.SERVER_EXISTS,
                    "server",
                    "service " + command.service() + " has real server " + endpoint
                            + " already; edit it, or delete it first");
        }
        Limits.check(
                entry.servers().size() + 1L, Limits.MAX_SERVERS_PER_SERVICE, "server", "real servers of a service");
        ServerRules.check(command.service(), command.server(), groupOf(view, entry), "");
        return List.of(new Event.ServerAdded(command.service(), command.server()));
    }

    static List<Event> edit(ImageView view, Command.EditServer command) {
        return edit(view, command.service(), command.server());
    }

    static List<Event> setWeight(ImageView view, Command.SetWeight command) {
        ServiceEntry entry = ServiceDecisions.require(view, command.service());
        RealServer present = require(entry, command.server(), "add it first");
        return edit(view, command.service(), present.withWeight(command.weight()));
    }

    private static List<Event> edit(ImageView view, ServiceKey key, RealServer server) {
        ServiceEntry entry = ServiceDecisions.require(view, key);
        RealServer present = require(entry, server.endpoint(), "add it first");
        ServerRules.check(key, server, groupOf(view, entry), "");
        return present.equals(server) ? List.of() : List.of(new Event.ServerEdited(key, server));
    }

    static List<Event> delete(ImageView view, Command.DeleteServer command) {
        String remedy = ServiceDecisions.NOTHING_TO_DELETE;
        require(ServiceDecisions.require(view, command.service(), remedy), command.server(), remedy);
        return List.of(new Event.ServerDeleted(command.service(), command.server()));
    }

    private static RealServer require(ServiceEntry entry, Endpoint endpoint, String remedy) {
        return entry.server(endpoint)
                .orElseThrow(() -> new Rejected(
                        Rule.SERVER_UNKNOWN,
                        "server",
                        "service " + entry.service().key() + " has no real server " + endpoint + "; " + remedy));
    }

    private static Optional<VipGroup> groupOf(ImageView view, ServiceEntry entry) {
        return entry.labels().group().flatMap(ServiceRules.GroupLookup.of(view)::find);
    }
}
