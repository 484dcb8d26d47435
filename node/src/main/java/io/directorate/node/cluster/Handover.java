package io.directorate.node.cluster;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives leadership away before a director stops, so that the others do not first have to miss it. */
public final class Handover {
    /** How long the stop of a leader waits at most; then the others elect a leader as they do when one dies. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Duration HEARD_OF = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() {}

    /**
     * Hands leadership over, if this director leads and another voter can have it. Blocks, for {@link #TIMEOUT} at most; what does not succeed
     * is only logged.
     *
     * @param log of the director that stops
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static void before(ServiceLog log) throws InterruptedException {
        Optional<UUID> next = heir(log.state());
        if (next.isEmpty()) {
            return;
        }
        try {
            log.membership()
                    .transferLeadership(next.get(), TIMEOUT)
                    .toCompletableFuture()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("Leadership is handed over to {}", next.get());
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "Leadership could not be handed over to {}; the others elect a leader: {}",
                    next.get(),
                    e.toString());
        }
    }

    /** Who can lead next with the least delay: the voter that answers and lags least; nobody if this member does not lead. */
    static Optional<UUID> heir(LogState state) {
        if (!state.ready()) {
            return Optional.empty();
        }
        return state.members().stream()
                .filter(LogMember::voter)
                .filter(member -> !state.memberId().equals(Optional.of(member.memberId())))
                .filter(member -> member.silentFor()
                        .filter(silent -> silent.compareTo(HEARD_OF) < 0)
                        .isPresent())
                .min(Comparator.<LogMember>comparingLong(
                                member -> member.lagEntries().orElse(Long.MAX_VALUE))
                        .thenComparing(LogMember::memberId))
                .map(LogMember::memberId);
    }
}
