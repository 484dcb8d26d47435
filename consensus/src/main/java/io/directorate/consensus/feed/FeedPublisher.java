package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.cluster.Ring;
import io.directorate.consensus.cluster.Ring.RingUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts committed events on the ring, while this director leads. It begins where the ring ends, looks there again after any
 * error, and keeps looking now and then: a ring that was lost or merged is filled again. One batch is on its way at a time.
 */
public final class FeedPublisher implements AutoCloseable {
    private static final int BATCH_ITEMS = 100;
    private static final int BATCH_BYTES = 512 << 10;
    /** How far back from its end the ring is searched for a genuine item. */
    private static final int SEARCHED_ITEMS = 64;

    private static final long READ_MILLIS = 2000;
    private static final long IDLE_MILLIS = 200;
    private static final long LOOK_NANOS = 2_000_000_000L;

    private final FeedSettings settings;
    private final FeedCodec codec;
    private final Ring ring;
    private final FeedSource source;
    private final LongSupplier nanoTime;
    private final FeedThread thread;

    private volatile boolean leading;
    /** Set when this director begins to lead: whatever was known about the ring's end is of before. */
    private volatile boolean begins;

    /** The last event on the ring; null if that has to be looked for. */
    private @Nullable FeedPosition end;

    private boolean chained;
    private long lookedNanos;
    private volatile PublisherCounters counters = new PublisherCounters(0, 0, 0, 0, 0);

    /**
     * Makes a publisher that does not lead.
     *
     * @param settings sizes
     * @param key the cluster's
     * @param ring of the name that {@link FeedSettings#ring} says
     * @param source the journal
     */
    public FeedPublisher(FeedSettings settings, ClusterKey key, Ring ring, FeedSource source) {
        this(settings, key, ring, source, System::nanoTime);
    }

    /** Takes the time from the caller. */
    FeedPublisher(FeedSettings settings, ClusterKey key, Ring ring, FeedSource source, LongSupplier nanoTime) {
        this.settings = settings;
        this.codec = new FeedCodec(key, settings.clusterName(), settings.history());
        this.ring = ring;
        this.source = source;
        this.nanoTime = nanoTime;
        this.thread = new FeedThread("feed publisher", this::round);
    }

    /** Starts the thread, once. */
    public void start() {
        thread.start();
    }

    /** Publishes from now on. To be called when the leader is ready, so that its journal has all that is committed. */
    public void lead() {
        begins = true;
        leading = true;
        thread.wake();
    }

    /** Publishes no longer. A batch that is on its way may still arrive; followers drop what they have. */
    public void follow() {
        leading = false;
        thread.wake();
    }

    /** Says that the source has more; without it that is seen within 200 ms. */
    public void wake() {
        thread.wake();
    }

    /** Publishes a batch, or looks where the ring ends; returns how many milliseconds may pass until the next round. */
    long round() throws Exception {
        if (!leading) {
            end = null;
            return READ_MILLIS;
        }
        if (begins) {
            begins = false;
            end = null;
        }
        try {
            FeedPosition from = end == null ? resume() : end;
            end = from;
            List<FeedItem> items = source.read(from.sequence() + 1, BATCH_ITEMS);
            if (!items.isEmpty()) {
                publish(from, items);
                return 0;
            }
            lookNowAndThen(from);
            return IDLE_MILLIS;
        } catch (Exception failed) {
            end = null;
            count(0, 0, 1, 0, 0);
            throw failed;
        }
    }

    private void publish(FeedPosition from, List<FeedItem> items) throws Exception {
        FeedItem first = items.get(0);
        boolean follows = first.sequence() == from.sequence() + 1;
        if (follows && chained && !first.header().previous().equals(from.hash())) {
            // The ring has the events of another history, from before a recovery.
            restart();
            return;
        }
        List<byte[]> batch = new ArrayList<>();
        int bytes = 0;
        int announced = 0;
        FeedItem last = first;
        for (FeedItem item : items) {
            byte[] encoded = codec.encode(item, settings.itemBytes());
            if (!batch.isEmpty() && bytes + encoded.length > BATCH_BYTES) {
                break;
            }
            batch.add(encoded);
            bytes += encoded.length;
            announced += item.body().length > settings.itemBytes() - FeedCodec.OVERHEAD_BYTES ? 1 : 0;
            last = item;
        }
        ring.addAll(batch);
        end = new FeedPosition(last.sequence(), last.header().own());
        chained = true;
        lookedNanos = nanoTime.getAsLong();
        count(batch.size(), announced, 0, 0, 0);
    }

    /** Finds out where the ring ends. */
    private FeedPosition resume() throws Exception {
        count(0, 0, 0, 1, 0);
        Optional<FeedItem.Header> last = lastOnRing();
        long head = source.head();
        long oldest = Math.max(0, head - settings.capacity());
        lookedNanos = nanoTime.getAsLong();
        if (last.isEmpty() || last.get().sequence() < oldest) {
            chained = false;
            return new FeedPosition(oldest, FeedHash.of(new byte[FeedHash.BYTES]));
        }
        FeedItem.Header found = last.get();
        if (found.sequence() <= head) {
            List<FeedItem> own = source.read(found.sequence(), 1);
            if (own.isEmpty() || !own.get(0).header().equals(found)) {
                return restart();
            }
        }
        chained = true;
        return new FeedPosition(found.sequence(), found.own());
    }

    private FeedPosition restart() throws Exception {
        count(0, 0, 0, 0, 1);
        chained = false;
        FeedPosition from = new FeedPosition(
                Math.max(0, source.head() - settings.capacity()), FeedHash.of(new byte[FeedHash.BYTES]));
        end = from;
        return from;
    }

    /** The highest genuine item near the end: two leaders may have written there for a moment, and anybody else. */
    private Optional<FeedItem.Header> lastOnRing() throws RingUnavailableException {
        long tail = ring.tail();
        long head = ring.head();
        if (tail < 0 || tail < head) {
            return Optional.empty();
        }
        long from = Math.max(head, tail - SEARCHED_ITEMS + 1);
        Optional<FeedItem.Header> highest = Optional.empty();
        for (byte[] bytes : ring.read(from, SEARCHED_ITEMS, READ_MILLIS).items()) {
            FeedCodec.Decoded decoded = codec.decode(bytes);
            FeedItem.Header header = decoded instanceof FeedCodec.Whole whole
                    ? whole.item().header()
                    : decoded instanceof FeedCodec.Announced large ? large.header() : null;
            if (header != null
                    && (highest.isEmpty() || header.sequence() > highest.get().sequence())) {
                highest = Optional.of(header);
            }
        }
        return highest;
    }

    private void lookNowAndThen(FeedPosition from) throws Exception {
        if (nanoTime.getAsLong() - lookedNanos < LOOK_NANOS) {
            return;
        }
        lookedNanos = nanoTime.getAsLong();
        Optional<FeedItem.Header> last = lastOnRing();
        boolean there = last.isPresent() && last.get().sequence() >= from.sequence();
        if (!there && source.head() > 0) {
            count(0, 0, 0, 0, 1);
            end = null;
        }
    }

    private void count(long published, long announced, long errors, long resumes, long resets) {
        PublisherCounters before = counters;
        counters = new PublisherCounters(
                before.published() + published,
                before.announced() + announced,
                before.errors() + errors,
                before.resumes() + resumes,
                before.resets() + resets);
    }

    /**
     * Returns what happened so far.
     *
     * @return the counters now
     */
    public PublisherCounters counters() {
        return counters;
    }

    /**
     * Returns what keeps the publisher from publishing.
     *
     * @return what is wrong; empty if nothing is
     */
    public Optional<String> problem() {
        return Optional.ofNullable(thread.problem());
    }

    /** Stops publishing; waits for at most 5 s. */
    @Override
    public void close() {
        thread.close();
    }
}
