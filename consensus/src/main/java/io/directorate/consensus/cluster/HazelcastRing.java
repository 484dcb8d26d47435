package io.directorate.consensus.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A ring of whatever Hazelcast instance there is now. */
final class HazelcastRing implements Ring {
    /** Above Hazelcast's call time-out, so that its own answer comes first. */
    private static final long TIMEOUT_MILLIS = 12_000;

    private static final byte[] NO_BYTES = {};

    private final String name;
    private final Supplier<@Nullable HazelcastInstance> instance;
    private @Nullable Parked parked;

    /** A read that found nothing yet. It is not given up when a caller's wait ends: Hazelcast would keep it in any case. */
    private record Parked(
            HazelcastInstance instance, long sequence, int max, CompletionStage<ReadResultSet<Object>> result) {}

    HazelcastRing(String name, Supplier<@Nullable HazelcastInstance> instance) {
        this.name = name;
        this.instance = instance;
    }

    private interface Operation<T> {
        T run(Ringbuffer<Object> ring) throws InterruptedException, ExecutionException, TimeoutException;
    }

    private HazelcastInstance instance() throws RingUnavailableException {
        HazelcastInstance now = instance.get();
        if (now == null) {
            throw new RingUnavailableException("ring " + name + ": this director is no member of the cluster now");
        }
        return now;
    }

    private <T> T with(HazelcastInstance now, Operation<T> operation) throws RingUnavailableException {
        try {
            return operation.run(now.getRingbuffer(name));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RingUnavailableException("ring " + name + ": interrupted", interrupted);
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            throw new RingUnavailableException("ring " + name + ": " + failed, failed);
        }
    }

    @Override
    public long head() throws RingUnavailableException {
        return with(instance(), Ringbuffer::headSequence);
    }

    @Override
    public long tail() throws RingUnavailableException {
        return with(instance(), Ringbuffer::tailSequence);
    }

    @Override
    public void addAll(List<byte[]> items) throws RingUnavailableException {
        with(
                instance(),
                ring -> ring.addAllAsync(items, OverflowPolicy.OVERWRITE)
                        .toCompletableFuture()
                        .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Override
    public synchronized Batch read(long sequence, int max, long waitMillis) throws RingUnavailableException {
        HazelcastInstance now = instance();
        Parked waiting = parked;
        if (waiting == null || waiting.instance != now || waiting.sequence != sequence || waiting.max != max) {
            waiting = with(now, ring -> new Parked(now, sequence, max, ring.readManyAsync(sequence, 1, max, null)));
            parked = waiting;
        }
        CompletionStage<ReadResultSet<Object>> result = waiting.result;
        try {
            Batch batch = with(
                    now, ring -> batch(result.toCompletableFuture().get(waitMillis, TimeUnit.MILLISECONDS), sequence));
            parked = null;
            return batch;
        } catch (RingUnavailableException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                return new Batch(sequence, List.of(), sequence);
            }
            parked = null;
            throw failed;
        }
    }

    private static Batch batch(ReadResultSet<Object> read, long wanted) {
        List<byte[]> items = new ArrayList<>(read.size());
        for (int i = 0; i < read.size(); i++) {
            items.add(bytes(read, i));
        }
        long first = read.size() == 0 ? wanted : read.getSequence(0);
        return new Batch(first, items, read.getNextSequenceToReadFrom());
    }

    /** Items are turned into objects here, one by one, and whoever is a member may have written anything. */
    private static byte[] bytes(ReadResultSet<Object> read, int i) {
        try {
            Object item = read.get(i);
            return item instanceof byte[] bytes ? bytes : NO_BYTES;
        } catch (RuntimeException unreadable) {
            return NO_BYTES;
        }
    }
}
