package io.directorate.consensus.feed;

import static io.directorate.consensus.cluster.TestMembers.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.cluster.Ring;
import io.directorate.consensus.cluster.TestMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The feed on the ring of three real members. */
@Tag("slow")
class FeedIT {
    private static final TestMembers CLUSTER = new TestMembers("feed", 3);
    private static final AtomicInteger FEEDS = new AtomicInteger();

    /** A ring of its own for each test. */
    private final FeedSettings settings = new FeedSettings(
            "feed" + FEEDS.incrementAndGet(),
            "one",
            TestMembers.RING.capacity(),
            4 << 20,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            256 << 10);

    private final TestLog log = new TestLog("main");
    private final List<FeedPublisher> publishers = new ArrayList<>();
    private final List<FeedFollower> followers = new ArrayList<>();
    private final List<List<FeedItem>> got = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        CLUSTER.startAll(3);
    }

    @AfterAll
    static void stopCluster() {
        CLUSTER.close();
    }

    @BeforeEach
    void start() {
        for (int i = 0; i < 3; i++) {
            FeedPublisher publisher = new FeedPublisher(settings, TestMembers.KEY, ring(i), log);
            publisher.start();
            publishers.add(publisher);
        }
    }

    @AfterEach
    void stop() {
        followers.forEach(FeedFollower::close);
        publishers.forEach(FeedPublisher::close);
    }

    private Ring ring(int member) {
        return CLUSTER.member(member).ring(settings.ring().name());
    }

    private FeedFollower follow(int member) {
        List<FeedItem> taken = new CopyOnWriteArrayList<>();
        got.add(taken);
        FeedFollower follower = new FeedFollower(
                settings, TestMembers.KEY, new FeedFollower.Ports(ring(member), log, taken::addAll), TestLog.NOTHING);
        followers.add(follower);
        follower.start();
        return follower;
    }

    private void awaitAll() {
        for (int i = 0; i < got.size(); i++) {
            List<FeedItem> taken = got.get(i);
            FeedFollower follower = followers.get(i);
            await(
                    60,
                    () -> taken.size() >= log.head(),
                    () -> taken.size() + " of " + log.head() + " " + follower.counters() + follower.problem()
                            + publishers.stream().map(FeedPublisher::counters).toList());
            assertThat(taken).isEqualTo(log.all());
        }
    }

    private void awaitPublished(int publisher, long count) {
        FeedPublisher one = publishers.get(publisher);
        await(60, () -> one.counters().published() >= count, () -> one.counters() + " " + one.problem());
    }

    @Test
    void aKilledOwnerAndAChangeOfThePublisherLoseNothing() {
        for (int i = 0; i < 3; i++) {
            follow(i);
        }
        publishers.get(0).lead();
        log.grow(300);
        awaitAll();
        assertThat(followers.get(2).counters().gaps()).isZero();
        int killed = CLUSTER.killOwner(settings.ring().name());
        log.grow(300);
        awaitAll();
        // The next leads; the one before does not know yet, as after a pause.
        int next = killed == 1 ? 2 : 1;
        publishers.get(next).lead();
        log.grow(200);
        publishers.get(next).wake();
        publishers.get(0).wake();
        awaitAll();
        publishers.get(0).follow();
        long before = publishers.get(next).counters().published();
        log.grow(200);
        awaitAll();
        awaitPublished(next, before + 200);
        CLUSTER.awaitAll(3);
        log.grow(100);
        awaitAll();
        assertThat(followers).allMatch(follower -> follower.counters().forged() == 0);
    }

    @Test
    void whoComesLateFillsWhatTheRingHasNoLonger() throws Exception {
        log.grow(5000);
        publishers.get(0).lead();
        awaitPublished(0, settings.capacity());
        FeedFollower late = follow(2);
        awaitAll();
        assertThat(late.counters().filled()).isEqualTo(3000);
        assertThat(late.counters().gaps()).isEqualTo(1);
        // Three answers of a thousand.
        assertThat(log.fills).hasValue(3);
        // A stranger's items, a torn one, and one from before.
        byte[] genuine = new FeedCodec(TestMembers.KEY, settings.clusterName(), settings.history())
                .encode(log.all().get(10), 2000);
        byte[] torn = java.util.Arrays.copyOf(genuine, genuine.length - 1);
        ring(1).addAll(List.of(new byte[0], torn, genuine, new byte[3000]));
        log.add(new byte[100_000]);
        log.grow(1);
        awaitAll();
        assertThat(late.counters().forged()).isEqualTo(3);
        assertThat(late.counters().announced()).isEqualTo(1);
        assertThat(late.counters().dropped()).isEqualTo(1);
    }
}
