package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.cluster.Ring;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What {@link FeedFollower} does, without a thread: the real {@link FollowerCore}, driven by whoever gives the time. */
public final class SteppedFollower {
    private static final int READ_ITEMS = 200;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MOST_SHIFT = 5;

    private final FeedSettings settings;
    private final Ports ports;
    private final Consumer<List<FeedItem>> sink;
    private final FollowerCore core;
    private long heardNanos;

    /**
     * What it works with.
     *
     * @param ring to read
     * @param filler asks voters
     * @param nanoTime the time
     * @param later does something after a while
     */
    public record Ports(Ring ring, GapFiller filler, LongSupplier nanoTime, BiConsumer<Duration, Runnable> later) {}

    /**
     * Makes one, and begins.
     *
     * @param settings sizes and times
     * @param key the cluster's
     * @param ports what it works with
     * @param sink takes the events
     */
    public SteppedFollower(FeedSettings settings, ClusterKey key, Ports ports, Consumer<List<FeedItem>> sink) {
        this.settings = settings;
        this.ports = ports;
        this.sink = sink;
        FeedPosition start = new FeedPosition(0, FeedHash.of(new byte[FeedHash.BYTES]));
        core = new FollowerCore(
                new FeedCodec(key, settings.clusterName(), settings.history()), settings.fillBytes(), start);
        ports.later.accept(LOOK, this::round);
    }

    /**
     * Reads an item of the ring as it is, whatever stands before it; for one that gets it wrong.
     *
     * @param settings of the feed
     * @param key the cluster's
     * @param bytes of the item
     * @return the event, if it is one
     */
    public static Optional<FeedItem> decode(FeedSettings settings, ClusterKey key, byte[] bytes) {
        FeedCodec codec = new FeedCodec(key, settings.clusterName(), settings.history());
        return codec.decode(bytes) instanceof FeedCodec.Whole whole ? Optional.of(whole.item()) : Optional.empty();
    }

    private void round() {
        FollowerCore.Want want = core.wants();
        if (want instanceof FollowerCore.Read read) {
            read(read);
        } else if (want instanceof FollowerCore.Fill fill) {
            long wait = fill.request().attempt() == 0
                    ? 0
                    : 50L << Math.min(MOST_SHIFT, fill.request().attempt());
            ports.later.accept(
                    Duration.ofMillis(wait),
                    () -> answer(ports.filler.fill(fill.request()), core::onFilled, core::onFillFailed));
        } else if (want instanceof FollowerCore.Head head) {
            answer(
                    ports.filler.head(head.attempt()),
                    sequence -> {
                        core.onHead(sequence);
                        return List.of();
                    },
                    core::onHeadFailed);
        }
    }

    private void read(FollowerCore.Read read) {
        Duration next = LOOK;
        try {
            Ring.Batch batch = ports.ring.read(read.cursor(), READ_ITEMS, 1);
            if (!batch.items().isEmpty()) {
                heardNanos = ports.nanoTime.getAsLong();
                give(core.onRead(batch));
                next = Duration.ZERO;
            } else if (silent()) {
                core.onRing(ports.ring.head(), ports.ring.tail());
            }
        } catch (Ring.RingUnavailableException unavailable) {
            silent();
        }
        ports.later.accept(next, this::round);
    }

    private boolean silent() {
        if (ports.nanoTime.getAsLong() - heardNanos < settings.silence().toNanos()) {
            return false;
        }
        heardNanos = ports.nanoTime.getAsLong();
        core.onSilence();
        return true;
    }

    private interface Use<T> {
        List<FeedItem> take(T answer);
    }

    private <T> void answer(CompletionStage<T> asked, Use<T> use, Runnable failed) {
        CompletableFuture<T> answer = asked.toCompletableFuture();
        ports.later.accept(
                settings.fillTimeout(), () -> answer.completeExceptionally(new IllegalStateException("no answer")));
        answer.minimalCompletionStage()
                .whenComplete((value, failure) -> ports.later.accept(Duration.ZERO, () -> {
                    if (failure == null) {
                        give(use.take(value));
                    } else {
                        failed.run();
                    }
                    round();
                }));
    }

    private void give(List<FeedItem> items) {
        if (!items.isEmpty()) {
            sink.accept(items);
        }
    }
}
