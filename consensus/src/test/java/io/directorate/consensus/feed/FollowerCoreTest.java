package io.directorate.consensus.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.cluster.Ring;
import io.directorate.consensus.feed.FollowerCore.Fill;
import io.directorate.consensus.feed.FollowerCore.Head;
import io.directorate.consensus.feed.FollowerCore.Read;
import io.directorate.consensus.feed.FollowerCore.Want;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FollowerCoreTest {
    private static final FeedCodec CODEC = new FeedCodec(TestLog.key(1), "blue", "one");
    private static final FeedCodec FOREIGN = new FeedCodec(TestLog.key(2), "blue", "one");
    private static final int RING_BYTES = 1000;

    private final TestLog log = new TestLog("main").grow(300);
    private final List<FeedItem> got = new ArrayList<>();

    private static FollowerCore core() {
        return new FollowerCore(CODEC, 4096, TestLog.NOTHING);
    }

    private Ring.Batch batch(long first, long... sequences) {
        List<byte[]> items = new ArrayList<>();
        for (long sequence : sequences) {
            items.add(CODEC.encode(log.all().get((int) sequence - 1), RING_BYTES));
        }
        return new Ring.Batch(first, items, first + items.size());
    }

    private static List<Long> sequences(List<FeedItem> items) {
        return items.stream().map(FeedItem::sequence).toList();
    }

    private static GapFiller.Request fill(FollowerCore core) {
        assertThat(core.wants()).isInstanceOf(Fill.class);
        return ((Fill) core.wants()).request();
    }

    @Test
    void handsOverWhatFollowsAndDropsWhatItHas() {
        FollowerCore core = core();
        assertThat(sequences(core.onRead(batch(0, 1, 2, 3)))).containsExactly(1L, 2L, 3L);
        assertThat(sequences(core.onRead(batch(3, 2, 3, 4, 4, 5)))).containsExactly(4L, 5L);
        assertThat(core.counters().dropped()).isEqualTo(3);
        assertThat(core.wants()).isEqualTo(new Read(8));
        assertThat(core.position())
                .isEqualTo(new FeedPosition(5, log.all().get(4).header().own()));
    }

    @Test
    void asksForAHoleAndGoesOnBehindIt() {
        FollowerCore core = core();
        assertThat(core.onRead(batch(0, 4, 5, 7))).isEmpty();
        assertThat(fill(core)).isEqualTo(new GapFiller.Request(1, 3, 4096, 0));
        assertThat(sequences(core.onFilled(log.read(1, 2)))).containsExactly(1L, 2L);
        assertThat(fill(core)).isEqualTo(new GapFiller.Request(3, 3, 4096, 0));
        assertThat(sequences(core.onFilled(log.read(3, 1)))).containsExactly(3L, 4L, 5L);
        assertThat(fill(core).from()).isEqualTo(6);
        assertThat(sequences(core.onFilled(log.read(6, 1)))).containsExactly(6L, 7L);
        assertThat(core.wants()).isEqualTo(new Read(3));
        assertThat(core.counters().gaps()).isEqualTo(2);
        assertThat(core.counters().filled()).isEqualTo(4);
        assertThat(core.counters().delivered()).isEqualTo(7);
    }

    @Test
    void asksAnotherVoterEachTimeAndGivesUpWhatNobodyHas() {
        FollowerCore core = core();
        core.onRead(batch(0, 9));
        for (int attempt = 0; attempt < FollowerCore.MAX_ATTEMPTS; attempt++) {
            assertThat(fill(core).attempt()).isEqualTo(attempt);
            if (attempt % 2 == 0) {
                core.onFillFailed();
            } else {
                assertThat(core.onFilled(List.of())).isEmpty();
            }
        }
        assertThat(core.wants()).isEqualTo(new Read(1));
        assertThat(core.counters().abandoned()).isEqualTo(1);
        core.onSilence();
        assertThat(core.wants()).isInstanceOf(Head.class);
        core.onHead(9);
        assertThat(sequences(core.onFilled(log.read(1, 9)))).hasSize(9);
    }

    @Test
    void asksForNoMoreThanAThousandAtOnce() {
        FollowerCore core = core();
        core.onHead(3000);
        assertThat(fill(core)).isEqualTo(new GapFiller.Request(1, 1000, 4096, 0));
    }

    @Test
    void fetchesWhatIsTooLargeForTheRing() {
        log.add(new byte[5000]);
        log.grow(1);
        FollowerCore core = new FollowerCore(
                CODEC, 4096, new FeedPosition(300, log.all().get(299).header().own()));
        assertThat(core.onRead(batch(0, 301, 302))).isEmpty();
        assertThat(fill(core)).isEqualTo(new GapFiller.Request(301, 301, 4096, 0));
        assertThat(sequences(core.onFilled(log.read(301, 1)))).containsExactly(301L, 302L);
        assertThat(core.counters().announced()).isEqualTo(1);
        assertThat(core.counters().gaps()).isZero();
    }

    @Test
    void seesThatTheRingBeganAnewAndReadsItFromTheBeginning() {
        FollowerCore core = core();
        core.onRead(batch(500, 1, 2, 3));
        core.onRing(400, 502);
        assertThat(core.wants()).isEqualTo(new Read(503));
        core.onRing(0, 1);
        assertThat(core.wants()).isEqualTo(new Read(0));
        assertThat(sequences(core.onRead(batch(0, 3, 4)))).containsExactly(4L);
        assertThat(core.onRead(new Ring.Batch(1, List.of(), 1))).isEmpty();
        assertThat(core.counters().resets()).isEqualTo(1);
        core.onRead(batch(1, 5));
        assertThat(core.counters().resets()).isEqualTo(2);
    }

    @Test
    void aGenuineItemOfAnotherHistoryIsNotTaken() {
        TestLog other = new TestLog("other").grow(5);
        FollowerCore core = core();
        core.onRead(batch(0, 1, 2, 3));
        byte[] stray = CODEC.encode(other.all().get(3), RING_BYTES);
        assertThat(core.onRead(new Ring.Batch(3, List.of(stray), 4))).isEmpty();
        assertThat(core.counters().chainBreaks()).isEqualTo(1);
        assertThat(core.onFilled(List.of(other.all().get(3)))).isEmpty();
        assertThat(core.diverged()).isTrue();
        assertThat(fill(core).attempt()).isEqualTo(1);
        assertThat(sequences(core.onFilled(log.read(4, 1)))).containsExactly(4L);
        assertThat(core.diverged()).isFalse();
    }

    @Test
    void asksTheHeadAfterASilenceAndNotAgainUntilTheNext() {
        FollowerCore core = core();
        core.onSilence();
        assertThat(core.wants()).isEqualTo(new Head(0));
        core.onHeadFailed();
        assertThat(core.wants()).isEqualTo(new Read(0));
        core.onSilence();
        assertThat(core.wants()).isEqualTo(new Head(1));
        core.onHead(0);
        assertThat(core.wants()).isEqualTo(new Read(0));
        core.onSilence();
        core.onHead(2);
        assertThat(fill(core)).isEqualTo(new GapFiller.Request(1, 2, 4096, 0));
    }

    /** Whatever the ring and the voters do, everything comes once and in order; and it comes when they behave again. */
    @Test
    void neverHandsOverAnythingTwiceOrOutOfOrderOrNotAtAll() {
        long seeds = Long.getLong("seeds", 400);
        long first = Long.getLong("seed", 20261120L);
        long forged = 0;
        long resets = 0;
        long filled = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            FollowerCounters counters = run(seed);
            forged += counters.forged();
            resets += counters.resets();
            filled += counters.filled();
        }
        assertThat(forged).isPositive();
        assertThat(resets).isPositive();
        assertThat(filled).isPositive();
    }

    private FollowerCounters run(long seed) {
        Random random = new Random(seed);
        got.clear();
        FollowerCore core = core();
        List<byte[]> ring = new ArrayList<>();
        long ringFirst = 0;
        long published = 0;
        for (int step = 0; step < 600 && got.size() < 300; step++) {
            boolean fair = step > 300;
            if (random.nextInt(40) == 0 && !fair) {
                ring.clear();
                ringFirst = 0;
                published = Math.max(0, published - random.nextInt(20));
            }
            for (int i = random.nextInt(12); i > 0 && published < 300; i--) {
                published++;
                add(ring, log.all().get((int) published - 1), fair ? -1 : random.nextInt(12), random);
            }
            while (ring.size() > 40) {
                ring.remove(0);
                ringFirst++;
            }
            step(core, new Ring.Batch(ringFirst, ring, 0), fair, random);
            assertThat(sequences(got)).as("seed %d step %d", seed, step).isSorted();
        }
        assertThat(got)
                .as("seed %d: %s", seed, core.counters())
                .isEqualTo(log.all().subList(0, got.size()));
        assertThat(got).as("seed %d: %s", seed, core.counters()).hasSize(300);
        assertThat(core.counters().delivered()).isEqualTo(300);
        return core.counters();
    }

    private static void add(List<byte[]> ring, FeedItem item, int fault, Random random) {
        byte[] encoded = CODEC.encode(item, RING_BYTES);
        switch (fault) {
            case 0 -> ring.add(FOREIGN.encode(item, RING_BYTES));
            case 1 -> {
                encoded[random.nextInt(encoded.length)] ^= 1;
                ring.add(encoded);
            }
            case 2 -> {
                ring.add(encoded);
                ring.add(encoded);
            }
            case 3 -> {
                // Lost.
            }
            case 4 -> ring.add(Math.max(0, ring.size() - 1 - random.nextInt(3)), encoded);
            case 5 -> ring.add(CODEC.encode(item, FeedCodec.OVERHEAD_BYTES));
            case 6 -> {
                ring.add(new byte[random.nextInt(200)]);
                ring.add(encoded);
            }
            default -> ring.add(encoded);
        }
    }

    private void step(FollowerCore core, Ring.Batch ring, boolean fair, Random random) {
        Want want = core.wants();
        long tail = ring.firstSequence() + ring.items().size() - 1;
        if (want instanceof Read read) {
            long from = Math.max(ring.firstSequence(), Math.min(read.cursor(), tail + 1));
            int skip = (int) (from - ring.firstSequence());
            int count = Math.min(ring.items().size() - skip, 1 + random.nextInt(10));
            if (count <= 0) {
                core.onSilence();
                core.onRing(ring.firstSequence(), tail);
                return;
            }
            got.addAll(core.onRead(new Ring.Batch(from, ring.items().subList(skip, skip + count), from + count)));
        } else if (want instanceof Head) {
            if (!fair && random.nextInt(3) == 0) {
                core.onHeadFailed();
            } else {
                core.onHead(fair ? 300 : random.nextInt(301));
            }
        } else if (want instanceof Fill fill) {
            // Nothing stands before the first event, so a voter is believed about it.
            int how = random.nextInt(8);
            answer(core, fill.request(), fair || (how == 4 && fill.request().from() == 1) ? 3 : how, random);
        }
    }

    private void answer(FollowerCore core, GapFiller.Request request, int how, Random random) {
        int asked = (int) (request.to() - request.from() + 1);
        List<FeedItem> right = log.read(request.from(), asked);
        switch (how) {
            case 0 -> core.onFillFailed();
            case 1 -> got.addAll(core.onFilled(List.of()));
            case 2 -> {
                List<FeedItem> shuffled = new ArrayList<>(right);
                Collections.shuffle(shuffled, random);
                got.addAll(core.onFilled(shuffled));
            }
            case 4 -> got.addAll(core.onFilled(new TestLog("wrong").grow(300).read(request.from(), asked)));
            case 5 -> got.addAll(core.onFilled(log.read(request.from(), 1 + random.nextInt(asked))));
            case 6 -> got.addAll(core.onFilled(log.read(Math.max(1, request.from() - 3), asked + 6)));
            default -> got.addAll(core.onFilled(right));
        }
    }
}
