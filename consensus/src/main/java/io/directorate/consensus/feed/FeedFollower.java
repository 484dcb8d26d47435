package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.cluster.Ring;
import io.directorate.consensus.cluster.Ring.RingUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Follows the service log without voting: reads the ring, fills holes from voters, and hands each event over once and in
 * order. It goes on when the ring is lost, begins anew, or cannot be reached at all; then it asks voters at each silence.
 */
public final class FeedFollower implements AutoCloseable {
    private static final int READ_ITEMS = 200;
    private static final long MAX_BACKOFF_MILLIS = 1000;
    private static final long BACKOFF_MILLIS = 50;

    private final FeedSettings settings;
    private final Ring ring;
    private final GapFiller filler;
    private final FeedSink sink;
    private final FollowerCore core;
    private final FeedThread thread;

    private List<FeedItem> owed = List.of();
    private long heardNanos = System.nanoTime();
    private volatile FeedPosition position;
    private volatile boolean diverged;
    private volatile FollowerCounters counters;

    /**
     * Makes a follower; {@link #start} starts it.
     *
     * @param settings sizes and times
     * @param key the cluster's
     * @param ports where events come from and go to
     * @param from how far the director has come
     */
    public FeedFollower(FeedSettings settings, ClusterKey key, Ports ports, FeedPosition from) {
        this.settings = settings;
        this.ring = ports.ring;
        this.filler = ports.filler;
        this.sink = ports.sink;
        this.core = new FollowerCore(
                new FeedCodec(key, settings.clusterName(), settings.history()), settings.fillBytes(), from);
        this.position = from;
        this.counters = core.counters();
        this.thread = new FeedThread("feed follower", this::round);
    }

    /**
     * Where events come from and go to.
     *
     * @param ring of the name that {@link FeedSettings#ring} says
     * @param filler asks voters
     * @param sink takes the events
     */
    public record Ports(Ring ring, GapFiller filler, FeedSink sink) {}

    /** Starts following, once. */
    public void start() {
        thread.start();
    }

    private long round() throws Exception {
        if (!owed.isEmpty()) {
            sink.accept(owed);
            owed = List.of();
            position = core.position();
        }
        FollowerCore.Want want = core.wants();
        try {
            if (want instanceof FollowerCore.Read read) {
                owed = read(read);
            } else if (want instanceof FollowerCore.Fill fill) {
                owed = fill(fill.request());
            } else if (want instanceof FollowerCore.Head head) {
                head(head.attempt());
            }
        } finally {
            diverged = core.diverged();
            counters = core.counters();
        }
        return 0;
    }

    private List<FeedItem> read(FollowerCore.Read read) throws RingUnavailableException {
        long left = settings.silence().toNanos() - (System.nanoTime() - heardNanos);
        try {
            Ring.Batch batch = ring.read(read.cursor(), READ_ITEMS, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            if (!batch.items().isEmpty()) {
                heardNanos = System.nanoTime();
                return core.onRead(batch);
            }
            silent();
            core.onRing(ring.head(), ring.tail());
        } catch (RingUnavailableException unavailable) {
            if (settings.silence().toNanos() <= System.nanoTime() - heardNanos) {
                silent();
            }
            throw unavailable;
        }
        return List.of();
    }

    private void silent() {
        heardNanos = System.nanoTime();
        core.onSilence();
    }

    private List<FeedItem> fill(GapFiller.Request request) throws InterruptedException {
        if (request.attempt() > 0) {
            Thread.sleep(Math.min(MAX_BACKOFF_MILLIS, BACKOFF_MILLIS << request.attempt()));
        }
        Optional<List<FeedItem>> answer = answer(() -> filler.fill(request));
        if (answer.isEmpty()) {
            core.onFillFailed();
            return List.of();
        }
        return core.onFilled(answer.get());
    }

    private void head(int attempt) throws InterruptedException {
        answer(() -> filler.head(attempt)).ifPresentOrElse(core::onHead, core::onHeadFailed);
    }

    private interface Question<T> {
        CompletionStage<T> ask();
    }

    private <T> Optional<T> answer(Question<T> question) throws InterruptedException {
        try {
            return Optional.ofNullable(question.ask()
                    .toCompletableFuture()
                    .get(settings.fillTimeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            return Optional.empty();
        }
    }

    /**
     * Returns how far the sink has come.
     *
     * @return the last event that it took
     */
    public FeedPosition position() {
        return position;
    }

    /**
     * Returns what happened so far.
     *
     * @return the counters now
     */
    public FollowerCounters counters() {
        return counters;
    }

    /**
     * Returns what keeps the follower from following as it should.
     *
     * @return what is wrong and what to do; empty if nothing is
     */
    public Optional<String> problem() {
        if (diverged) {
            return Optional.of("feed follower: the voters' events do not continue what this director has after event "
                    + position.sequence()
                    + "; the log was recovered without it, or its journal is damaged: let it join anew");
        }
        return Optional.ofNullable(thread.problem());
    }

    /** Stops following; waits for at most 5 s. */
    @Override
    public void close() {
        thread.close();
    }
}
