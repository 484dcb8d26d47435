package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.netlink.NetlinkLanes;
import io.directorate.dataplane.netlink.NetlinkTrace;
import io.directorate.dataplane.netlink.ParallelDumps;
import io.directorate.dataplane.socket.SystemCallException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes for big tables, opened at the first need and kept; a dataplane works without them too, only slower. */
final class Lanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Supplier<Optional<NetlinkLanes>> open;
    private final Duration timeout;
    private final NetlinkTrace trace;
    private boolean tried;
    private boolean closed;
    private @Nullable ParallelDumps dumps;

    Lanes(Supplier<Optional<NetlinkLanes>> open, Duration timeout, NetlinkTrace trace) {
        this.open = open;
        this.timeout = timeout;
        this.trace = trace;
    }

    /** No lanes at all. */
    static Lanes none() {
        return new Lanes(Optional::empty, Duration.ofSeconds(1), NetlinkTrace.OFF);
    }

    Optional<ParallelDumps> get() {
        if (!tried && !closed) {
            tried = true;
            try {
                dumps = open.get()
                        .map(lanes -> new ParallelDumps(lanes, timeout, trace))
                        .orElse(null);
            } catch (SystemCallException e) {
                LOG.info("big tables are read one service after the other: {}", e.getMessage());
            }
        }
        return Optional.ofNullable(dumps);
    }

    @Override
    public void close() {
        closed = true;
        ParallelDumps opened = dumps;
        dumps = null;
        if (opened != null) {
            opened.close();
        }
    }
}
