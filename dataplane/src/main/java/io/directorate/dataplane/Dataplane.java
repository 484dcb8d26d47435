package io.directorate.dataplane;

import io.directorate.events.model.ServiceKey;
import java.util.List;
import java.util.Optional;

/**
 * What balances traffic, as the rest of Directorate sees it: reads the table of virtual services and carries out changes.
 *
 * <p>Every method may block, at most the time-outs with which it was opened, and throws {@link DataplaneException} when it cannot do its
 * work; an implementation says by {@link DataplaneException#reason()} what to do. Used by one thread at a time; the caller sees to that.
 */
public interface Dataplane extends AutoCloseable {
    /**
     * Reads the whole table without its counters.
     *
     * @return services and real servers in the dataplane's own order
     * @throws DataplaneException if it cannot be read
     */
    IpvsTable read();

    /**
     * Reads one virtual service with its real servers.
     *
     * @param key of the service
     * @return the service; empty if there is none
     * @throws DataplaneException if it cannot be read
     */
    Optional<TableService> readService(ServiceKey key);

    /**
     * Reads the whole table and its counters in one go.
     *
     * @return both, taken together
     * @throws DataplaneException if it cannot be read
     */
    IpvsSnapshot snapshot();

    /**
     * Reads one virtual service with its real servers and their counters.
     *
     * @param key of the service
     * @return a table of this one service, and its counters; empty if there is none
     * @throws DataplaneException if it cannot be read
     */
    Optional<IpvsSnapshot> snapshotOf(ServiceKey key);

    /**
     * Reads the counters of all services and real servers.
     *
     * @return the counters
     * @throws DataplaneException if they cannot be read
     */
    default TableStatistics statistics() {
        return snapshot().statistics();
    }

    /**
     * Carries out changes in order. One that is refused does not stop those after it. Not atomic: traffic can see a part of them.
     *
     * @param changes in the order in which they are to happen
     * @return those that were refused, by rising index
     * @throws DataplaneException if the outcome of some is not known: read the table again
     */
    ApplyResult apply(List<DataplaneChange> changes);

    /**
     * Reads the times after which idle connections are forgotten.
     *
     * @return the times
     * @throws DataplaneException if they cannot be read
     */
    ConnectionTimeouts timeouts();

    /**
     * Reads which connection synchronisation daemons run.
     *
     * @return none, one or two of them: at most one master and one backup
     * @throws DataplaneException if they cannot be read
     */
    List<SyncDaemon> daemons();

    /**
     * Reads one of the settings under {@code net.ipv4.vs}.
     *
     * @param name without that prefix, such as {@code conntrack}
     * @return the value without its line end; empty if the dataplane has no such setting
     * @throws DataplaneException if it cannot be read
     */
    Optional<String> sysctl(String name);

    /**
     * Tells what this dataplane is.
     *
     * @return kind, version, size of the connection table
     * @throws DataplaneException if it does not answer
     */
    DataplaneInfo info();

    /** Releases its sockets. The table and running traffic stay as they are. Closing twice is allowed. */
    @Override
    void close();
}
