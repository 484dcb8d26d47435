package io.directorate.node.config;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.reconcile.DriftPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one director runs.
 *
 * @param director its name in the cluster, 1 to 63 letters, digits, - or _
 * @param dataDir journal and log; survives restarts
 * @param runtimeDir control socket and temporary files; may be empty after a boot
 * @param api where the HTTP API listens
 * @param dataplane what forwards packets
 * @param log bounds of the service log
 * @param journal bounds of the journal
 * @param interfaces network role, such as {@code outside}, to this director's interface
 * @param cluster how it takes part in a cluster; absent for one director alone
 */
public record DirectorConfig(
        String director,
        Path dataDir,
        Path runtimeDir,
        Api api,
        Plane dataplane,
        Log log,
        History journal,
        Map<String, String> interfaces,
        Optional<Cluster> cluster) {
    /** Copies the map. */
    public DirectorConfig {
        interfaces = Map.copyOf(interfaces);
    }

    /**
     * The same, as a part of a cluster.
     *
     * @param part how it takes part
     * @return a changed copy
     */
    public DirectorConfig with(Cluster part) {
        return new DirectorConfig(
                director, dataDir, runtimeDir, api, dataplane, log, journal, interfaces, Optional.of(part));
    }

    /**
     * How a director takes part in a cluster.
     *
     * @param listen where the other directors reach its service log
     * @param seeds where others may be found, this one's own address may be among them; asked when this director joins
     * @param identity folder with the director's certificate, key and the cluster's CA, as {@code directorate pki issue} writes it
     * @param vote whether it wants to vote
     * @param bus whether Hazelcast and the event bus run; they use the two ports after that of {@code listen}
     */
    public record Cluster(LogEndpoint listen, List<LogEndpoint> seeds, Path identity, Vote vote, boolean bus) {
        /** Copies the list. */
        public Cluster {
            seeds = List.copyOf(seeds);
        }

        /** Whether a director that joins wants to vote. */
        public enum Vote {
            /** If the cluster has fewer than three voters. */
            AUTO,
            /** If the cluster has fewer than five voters. */
            ALWAYS,
            /** It only listens: a member of the log without a vote. */
            NEVER,
            /** It is no member of the log, and follows the feed on Hazelcast; there may be many of these. */
            FOLLOW
        }
    }

    /**
     * Where the HTTP API listens besides the control socket.
     *
     * @param enabled false for the control socket only
     * @param host a loopback address: there is no authentication yet
     * @param port 0 to 65535; 0 takes a free one
     */
    public record Api(boolean enabled, String host, int port) {}

    /**
     * What forwards packets.
     *
     * @param kind which dataplane
     * @param interval between full comparisons of the dataplane with the image
     * @param drift what to do about a difference
     * @param foreign what to do about services that nobody declared
     */
    public record Plane(Kind kind, Duration interval, DriftPolicy drift, ForeignPolicy foreign) {
        /** Which dataplane. */
        public enum Kind {
            /** IPVS in the kernel of this director's network namespace. */
            KERNEL,
            /** None: a witness, which takes part in the log and forwards nothing. */
            NONE
        }
    }

    /**
     * Bounds of the service log.
     *
     * @param requestTimeout after which a change is answered as unknown
     * @param minFreeBytes free disk space below which changes are refused
     * @param snapshotEntries entries between snapshots
     */
    public record Log(Duration requestTimeout, long minFreeBytes, long snapshotEntries) {}

    /**
     * Bounds of the journal.
     *
     * @param keepEvents how many events are kept at least; 0 for all
     * @param checkpointEvents events between two kept images
     */
    public record History(long keepEvents, int checkpointEvents) {}
}
