package io.directorate.dataplane.plan;

import io.directorate.dataplane.TableServer;
import io.directorate.events.model.RealServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * To which schedulers the order of real servers matters, and how much of an order can stay.
 *
 * <h2>How an order arises</h2>
 *
 * The kernel has no way to say where a real server goes: {@code __ip_vs_update_dest} ({@code net/netfilter/ipvs/ip_vs_ctl.c}) puts a new one at
 * the head of the list, {@code list_add_rcu}, and an edit leaves it where it is. So the list, read backwards, is the order of adding, and all
 * directors agree if all add in the order of the log. A server is moved by taking it out and adding it again, after which it counts as the
 * latest; to mend an order, everything that shall come after the longest part that is right must be taken out and added again.
 *
 * <h2>To whom it matters</h2>
 *
 * {@code sh} and {@code dh} fill their 256 buckets by walking the list ({@code ip_vs_sh_reassign}, {@code ip_vs_dh_reassign}); {@code mh} lets
 * the servers take turns in that order for the places of its table ({@code ip_vs_mh_populate}): a client's server depends on it. {@code fo}
 * and {@code ovf} take the first in the list among those of equal weight, so it says who bears all the load. A scheduler that we do not know
 * counts as one of these. For the others the order only says where a round begins ({@code rr}, {@code wrr}) or who wins a tie, which is not
 * worth touching a server that carries traffic.
 *
 * <h2>What it costs</h2>
 *
 * A server taken out goes to the kernel's trash together with its connections, which keep pointing at it; adding the same address and port to
 * the same service finds it there ({@code ip_vs_trash_get_dest}), with its connections and counters. Between the two, packets of these
 * connections are dropped ({@code ip_vs_in_hook}: not {@code IP_VS_DEST_CF_AVAILABLE}), or, with {@code expire_nodest_conn=1}, a packet ends its
 * connection, as does a job one clock tick later ({@code ip_vs_enqueue_expire_nodest_conns}). So servers are moved one at a time, the two messages side
 * by side in one batch, which takes microseconds; a service never misses more than one server, and never its last if it has two.
 */
final class ServerOrder {
    private static final Set<String> INDIFFERENT =
            Set.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sed", "nq", "twos", "none");

    private ServerOrder() {}

    /**
     * Tells whether clients notice the order.
     *
     * @param scheduler by the kernel's name
     * @return true for those that walk the list to choose
     */
    static boolean matters(String scheduler) {
        return !INDIFFERENT.contains(scheduler);
    }

    /**
     * Counts the servers at the beginning of the desired order that can stay where they are, because they were added in this order.
     *
     * @param desired in the order in which they shall have been added
     * @param added in the order in which they were added
     * @return 0 to the number desired
     */
    static int rightlyPlaced(List<RealServer> desired, List<TableServer> added) {
        Map<Object, Integer> places = new HashMap<>();
        for (int i = 0; i < added.size(); i++) {
            places.put(added.get(i).endpoint(), i);
        }
        int last = -1;
        int count = 0;
        for (RealServer server : desired) {
            Integer place = places.get(server.endpoint());
            if (place == null || place < last) {
                return count;
            }
            last = place;
            count++;
        }
        return count;
    }
}
