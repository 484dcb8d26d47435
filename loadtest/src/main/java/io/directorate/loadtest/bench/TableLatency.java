package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * From the request for one changed weight until the tables of all three directors, read back, have it.
 *
 * <p>Each table is read again and again by a thread of its own from when the request is sent; what counts is the end of the reading that first shows
 * the weight, so times are too long by up to one reading, which is measured, too.
 */
final class TableLatency {
    private static final int FIRST_WEIGHT = 100_000;
    private static final int WARM_UP = 20;
    private static final long SEEN_SECONDS = 30;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private final LocalCluster cluster;
    private final int changes;
    private final AtomicLong readings = new AtomicLong();
    private final AtomicLong readingNanos = new AtomicLong();

    TableLatency(LocalCluster cluster, int changes) {
        this.cluster = cluster;
        this.changes = changes;
    }

    /**
     * What was measured of the changes sent to one director.
     *
     * @param own until the table of the director that was asked had it
     * @param all until the last of the three tables had it
     */
    record Times(Samples own, Samples all) {}

    /**
     * What was measured.
     *
     * @param toLeader changes sent to the leader
     * @param toFollower changes sent to another
     * @param readingNanos mean of one reading
     */
    record Result(Times toLeader, Times toFollower, long readingNanos) {}

    /** Times of one change, in nanoseconds. */
    private record Seen(long own, long all) {}

    Result run() throws IOException, InterruptedException {
        BenchDirector leader = cluster.leader();
        BenchDirector follower = cluster.others(leader).get(0);
        List<Seen> toLeader = new ArrayList<>();
        List<Seen> toFollower = new ArrayList<>();
        ExecutorService readers = Executors.newFixedThreadPool(LocalCluster.DIRECTORS);
        try {
            for (int i = 0; i < WARM_UP + changes; i++) {
                int weight = FIRST_WEIGHT + 2 * i;
                toLeader.add(one(readers, leader, weight));
                toFollower.add(one(readers, follower, weight + 1));
            }
        } finally {
            readers.shutdownNow();
        }
        return new Result(times(toLeader), times(toFollower), readingNanos.get() / Math.max(1, readings.get()));
    }

    private static Times times(List<Seen> all) {
        List<Seen> measured = all.subList(WARM_UP, all.size());
        return new Times(
                Samples.of(measured.stream().mapToLong(Seen::own).toArray()),
                Samples.of(measured.stream().mapToLong(Seen::all).toArray()));
    }

    private Seen one(ExecutorService readers, BenchDirector target, int weight)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Map<BenchDirector, Future<Long>> seen = new LinkedHashMap<>();
        for (BenchDirector director : cluster.directors()) {
            seen.put(director, readers.submit(() -> whenSeen(director, weight)));
        }
        target.client().send("PUT", CommitLoad.weightPath(0) + "?wait=logged", "{\"weight\":" + weight + "}");
        long own = 0;
        long all = 0;
        try {
            for (Map.Entry<BenchDirector, Future<Long>> one : seen.entrySet()) {
                long nanos = one.getValue().get(SEEN_SECONDS + 1, TimeUnit.SECONDS) - begin;
                own = one.getKey() == target ? nanos : own;
                all = Math.max(all, nanos);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a changed weight is not in all tables: " + e, e);
        }
        return new Seen(own, all);
    }

    private long whenSeen(BenchDirector director, int weight) throws IOException {
        // All weights have as many digits: none is the beginning of another.
        String shown = "\"weight\":" + weight;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEEN_SECONDS);
        while (true) {
            long begin = System.nanoTime();
            boolean there = director.client().get("/api/v1/table").contains(shown);
            long now = System.nanoTime();
            readings.incrementAndGet();
            readingNanos.addAndGet(now - begin);
            if (there) {
                return now;
            }
            if (now - deadline > 0) {
                throw new IOException(director.name() + " has not weight " + weight + " within " + SEEN_SECONDS + " s");
            }
            Await.pause(PAUSE_NANOS);
        }
    }
}
