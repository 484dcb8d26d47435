package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.MessageFlags;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.events.model.AddressFamily;
import java.util.List;
import java.util.Optional;

/**
 * The rules of policy routing of a network namespace. Adding one that is there gives EEXIST, deleting one that is not
 * ENOENT. One thread at a time, as the connection.
 */
public final class Rules {
    private final NetlinkConnection connection;

    /**
     * The rules that a connection sees.
     *
     * @param connection to NETLINK_ROUTE; stays the caller's
     */
    public Rules(NetlinkConnection connection) {
        this.connection = connection;
    }

    /** The rules of a family by rising priority. */
    public List<Rule> list(AddressFamily family) {
        return connection.dump(RuleCodec.list(family), RuleCodec::decode).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Adds a rule. */
    public void add(Rule rule) {
        connection.request(RuleCodec.add(rule, MessageFlags.CREATE | MessageFlags.EXCLUSIVE));
    }

    /** Deletes a rule. */
    public void delete(Rule rule) {
        connection.request(RuleCodec.delete(rule));
    }
}
