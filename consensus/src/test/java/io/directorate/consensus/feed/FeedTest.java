package io.directorate.consensus.feed;

import static io.directorate.consensus.cluster.TestMembers.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Publishers and followers with their threads, on a ring in memory. */
class FeedTest {
    private static final int CAPACITY = 500;
    private static final FeedSettings SETTINGS = new FeedSettings(
            "blue", "one", CAPACITY, CAPACITY * 1024, Duration.ofMillis(100), Duration.ofMillis(500), 4096);

    private final TestLog log = new TestLog("main");
    private final FakeRing ring = new FakeRing(CAPACITY);
    private final List<FeedItem> got = new CopyOnWriteArrayList<>();
    private final FeedPublisher publisher = publisher(log);
    private final FeedFollower follower =
            new FeedFollower(SETTINGS, TestLog.key(1), new FeedFollower.Ports(ring, log, got::addAll), TestLog.NOTHING);

    private FeedPublisher publisher(TestLog source) {
        FeedPublisher made = new FeedPublisher(SETTINGS, TestLog.key(1), ring, source);
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        publisher.close();
        follower.close();
    }

    private void awaitAll() {
        await(20, () -> got.size() >= log.head(), () -> got.size() + " of " + log.head() + ", " + follower.counters());
        assertThat(got).isEqualTo(log.all());
    }

    private void awaitRing(long sequence) {
        FeedCodec codec = new FeedCodec(TestLog.key(1), "blue", "one");
        await(
                20,
                () -> ring.content().stream()
                        .anyMatch(bytes -> codec.decode(bytes) instanceof FeedCodec.Whole whole
                                && whole.item().sequence() == sequence),
                () -> publisher.counters().toString());
    }

    @Test
    void eventsArriveInOrderWithoutAskingAnybody() {
        publisher.lead();
        follower.start();
        log.grow(300);
        publisher.wake();
        awaitAll();
        assertThat(log.fills).hasValue(0);
        await(
                5,
                () -> publisher.counters().published() == 300,
                () -> publisher.counters().toString());
        assertThat(follower.position().sequence()).isEqualTo(300);
        assertThat(follower.problem()).isEmpty();
    }

    @Test
    void whoDoesNotLeadPublishesNothingAndFollowersAskVoters() {
        log.grow(10);
        follower.start();
        awaitAll();
        assertThat(ring.content()).isEmpty();
        assertThat(follower.counters().silences()).isPositive();
        assertThat(follower.counters().filled()).isEqualTo(10);
    }

    @Test
    void aLateFollowerFindsTheRingOverwrittenAndFillsTheRest() {
        log.grow(2000);
        publisher.lead();
        awaitRing(2000);
        // What the ring cannot hold is not published at all.
        assertThat(publisher.counters().published()).isEqualTo(CAPACITY);
        follower.start();
        awaitAll();
        assertThat(follower.counters().filled()).isEqualTo(2000 - CAPACITY);
        assertThat(follower.counters().gaps()).isEqualTo(1);
    }

    @Test
    void theNextLeaderGoesOnWhereTheRingEnds() {
        follower.start();
        publisher.lead();
        log.grow(100);
        awaitRing(100);
        publisher.follow();
        log.grow(50);
        try (FeedPublisher next = publisher(log)) {
            next.lead();
            awaitAll();
            awaitRing(150);
            assertThat(next.counters().published()).isEqualTo(50);
            // The one before comes back.
            next.follow();
            log.grow(50);
            publisher.lead();
            awaitRing(200);
            awaitAll();
            assertThat(publisher.counters().published()).isEqualTo(150);
        }
    }

    @Test
    void afterAnErrorTheEndIsLookedForAgain() {
        follower.start();
        publisher.lead();
        ring.failAfter(2);
        for (int i = 0; i < 10; i++) {
            log.grow(20);
            awaitRing(log.head());
        }
        awaitAll();
        assertThat(publisher.counters().errors()).isEqualTo(1);
        assertThat(publisher.counters().resumes()).isEqualTo(2);
        assertThat(ring.content()).hasSize(200);
    }

    @Test
    void aRingThatBeginsAnewIsFilledAgainAndFollowedOn() {
        follower.start();
        publisher.lead();
        log.grow(100);
        awaitAll();
        awaitRing(100);
        ring.reset();
        awaitRing(100);
        assertThat(publisher.counters().resets()).isEqualTo(1);
        log.grow(100);
        awaitAll();
        assertThat(got).hasSize(200);
    }

    @Test
    void aRingThatIsGoneStopsNobody() {
        follower.start();
        publisher.lead();
        log.grow(10);
        awaitAll();
        ring.down(true);
        log.grow(10);
        awaitAll();
        await(10, () -> publisher.problem().isPresent(), () -> "no problem");
        ring.down(false);
        log.grow(10);
        awaitRing(30);
        awaitAll();
        await(10, () -> publisher.problem().isEmpty(), () -> publisher.problem().toString());
    }

    @Test
    void whatIsLeftOfARecoveredLogIsForeignToTheNewOne() {
        FeedCodec codec = new FeedCodec(TestLog.key(1), "blue", "before");
        new TestLog("old").grow(40).all().forEach(item -> ring.put(codec.encode(item, 1000)));
        log.grow(30);
        publisher.lead();
        follower.start();
        log.grow(20);
        awaitRing(50);
        awaitAll();
        assertThat(follower.counters().forged()).isEqualTo(40);
    }

    @Test
    void aRingThatContradictsTheJournalIsFilledAnew() {
        FeedCodec codec = new FeedCodec(TestLog.key(1), "blue", "one");
        new TestLog("old").grow(40).all().forEach(item -> ring.put(codec.encode(item, 1000)));
        log.grow(30);
        publisher.lead();
        await(
                5,
                () -> publisher.counters().resumes() == 1,
                () -> publisher.counters().toString());
        log.grow(20);
        await(
                10,
                () -> publisher.counters().published() == 50,
                () -> publisher.counters().toString());
        assertThat(publisher.counters().resets()).isEqualTo(1);
        List<FeedItem> owned = log.read(1, 30);
        try (FeedFollower other = new FeedFollower(
                SETTINGS,
                TestLog.key(1),
                new FeedFollower.Ports(ring, log, got::addAll),
                new FeedPosition(30, owned.get(29).header().own()))) {
            other.start();
            await(10, () -> got.size() == 20, () -> other.counters().toString());
            assertThat(got).isEqualTo(log.read(31, 20));
        }
    }

    @Test
    void forgedItemsAtTheEndDoNotHideWhereTheRingEnds() {
        log.grow(20);
        publisher.lead();
        awaitRing(20);
        publisher.follow();
        for (int i = 0; i < 30; i++) {
            ring.put(new byte[i]);
        }
        follower.start();
        try (FeedPublisher next = publisher(log)) {
            next.lead();
            log.grow(1);
            awaitRing(21);
            assertThat(next.counters().published()).isEqualTo(1);
        }
        awaitAll();
        assertThat(follower.counters().forged()).isEqualTo(30);
    }

    @Test
    void aLargeEventIsAnnouncedAndFetched() {
        follower.start();
        publisher.lead();
        log.grow(3);
        log.add(new byte[100_000]);
        log.grow(3);
        awaitAll();
        await(
                5,
                () -> publisher.counters().announced() == 1,
                () -> publisher.counters().toString());
        assertThat(ring.content()).allMatch(item -> item.length <= 1024);
    }

    @Test
    void aSinkThatFailsIsOfferedTheSameAgain() {
        AtomicInteger failures = new AtomicInteger();
        List<FeedItem> taken = new CopyOnWriteArrayList<>();
        FeedSink sink = items -> {
            if (failures.getAndIncrement() < 3) {
                throw new IOException("disk full");
            }
            taken.addAll(items);
        };
        log.grow(50);
        publisher.lead();
        awaitRing(50);
        try (FeedFollower other =
                new FeedFollower(SETTINGS, TestLog.key(1), new FeedFollower.Ports(ring, log, sink), TestLog.NOTHING)) {
            other.start();
            await(
                    10,
                    () -> other.problem()
                            .filter(what -> what.contains("disk full"))
                            .isPresent(),
                    () -> "no problem");
            await(20, () -> taken.size() == 50, () -> taken.size() + " taken");
            assertThat(taken).isEqualTo(log.all());
            await(
                    5,
                    () -> other.position().sequence() == 50,
                    () -> other.position().toString());
        }
    }

    @Test
    void aVoterThatNeverAnswersIsLeftForAnother() {
        log.grow(50);
        GapFiller voters = new GapFiller() {
            @Override
            public CompletionStage<List<FeedItem>> fill(Request request) {
                return request.attempt() == 0 ? new CompletableFuture<>() : log.fill(request);
            }

            @Override
            public CompletionStage<Long> head(int attempt) {
                if (attempt == 0) {
                    throw new IllegalStateException("no voter known");
                }
                return log.head(attempt);
            }
        };
        try (FeedFollower other = new FeedFollower(
                SETTINGS, TestLog.key(1), new FeedFollower.Ports(ring, voters, got::addAll), TestLog.NOTHING)) {
            other.start();
            awaitAll();
            assertThat(other.counters().fillFailures()).isGreaterThanOrEqualTo(2);
        }
    }
}
