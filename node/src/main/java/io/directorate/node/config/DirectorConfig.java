package io.directorate.node.config;

import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.reconcile.DriftPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

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
 */
public record DirectorConfig(
        String director,
        Path dataDir,
        Path runtimeDir,
        Api api,
        Plane dataplane,
        Log log,
        History journal,
        Map<String, String> interfaces) {
    /** Copies the map. */
    public DirectorConfig {
        interfaces = Map.copyOf(interfaces);
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
            KERNEL
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
