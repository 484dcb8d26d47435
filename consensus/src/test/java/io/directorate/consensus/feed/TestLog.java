package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.ClusterKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A log of events that grows, as every voter has it: source of the publisher and what gaps are filled from. */
final class TestLog implements FeedSource, GapFiller {
    static final FeedHash START = FeedHash.of(new byte[FeedHash.BYTES]);
    static final FeedPosition NOTHING = new FeedPosition(0, START);

    final AtomicInteger fills = new AtomicInteger();
    final AtomicInteger heads = new AtomicInteger();
    private final String history;
    private final List<FeedItem> items = new ArrayList<>();

    TestLog(String history) {
        this.history = history;
    }

    static ClusterKey key(int seed) {
        byte[] secret = new byte[ClusterKey.MIN_BYTES];
        new Random(seed).nextBytes(secret);
        return ClusterKey.of(secret);
    }

    static FeedHash hash(FeedHash previous, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous.bytes());
            return FeedHash.of(digest.digest(body));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    synchronized TestLog grow(int count) {
        for (int i = 0; i < count; i++) {
            add((history + " " + (items.size() + 1)).getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Raft indices have holes; sequences have none. */
    synchronized void add(byte[] body) {
        long sequence = items.size() + 1L;
        FeedHash previous =
                items.isEmpty() ? START : items.get(items.size() - 1).header().own();
        items.add(new FeedItem(
                new FeedItem.Header(sequence, sequence * 3, 1 + sequence / 100, previous, hash(previous, body)), body));
    }

    synchronized List<FeedItem> all() {
        return List.copyOf(items);
    }

    @Override
    public synchronized long head() {
        return items.size();
    }

    @Override
    public synchronized List<FeedItem> read(long fromSequence, int limit) {
        int from = (int) Math.min(items.size(), fromSequence - 1);
        return List.copyOf(items.subList(from, Math.min(items.size(), from + limit)));
    }

    @Override
    public CompletionStage<List<FeedItem>> fill(Request request) {
        fills.incrementAndGet();
        List<FeedItem> answer = new ArrayList<>();
        long bytes = 0;
        for (FeedItem item : read(request.from(), (int) (request.to() - request.from() + 1))) {
            bytes += item.body().length;
            if (!answer.isEmpty() && bytes > request.maxBytes()) {
                break;
            }
            answer.add(item);
        }
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletionStage<Long> head(int attempt) {
        heads.incrementAndGet();
        return CompletableFuture.completedFuture(head());
    }
}
