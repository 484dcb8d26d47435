package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.ServiceLogConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that Ratis is stuck: when writing the term fails during an election, its election thread ends, and nothing
 * happens any more. Only one alone can tell that from waiting for others.
 */
final class Stall {
    private static final long MIN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final boolean alone;
    private final long limitNanos;
    private @Nullable SessionView last;
    private long since;

    Stall(ServiceLogConfig config) {
        this.alone = RaftSettings.alone(config);
        this.limitNanos = Math.max(MIN_NANOS, 10 * config.timing().electionMax().toNanos());
    }

    Optional<RaftSession.Fault> look(SessionView now, long nanos) {
        if (!alone || now.ready() || !now.equals(last)) {
            last = now;
            since = nanos;
            return Optional.empty();
        }
        if (nanos - since < limitNanos) {
            return Optional.empty();
        }
        String what = "there was no progress for " + TimeUnit.NANOSECONDS.toSeconds(nanos - since) + " s";
        return Optional.of(
                new RaftSession.Fault(LogProblem.Kind.STORE_FAILED, what, new IOException("see the log for why")));
    }
}
