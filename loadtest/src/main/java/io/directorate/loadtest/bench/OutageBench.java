package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Outage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes the leader away while clients change weights through the other two, and measures how long nobody could. */
final class OutageBench {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final int ACKNOWLEDGED_BEFORE = 100;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After the first acknowledgement behind the fault: a second silence would count, too. */
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    private final LocalCluster cluster;

    OutageBench(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /** How the leader is taken away. */
    enum Fault {
        /** It dies. */
        KILL("KILL", Duration.ofSeconds(1)),
        /** It hangs. */
        STOP("STOP", Duration.ofSeconds(2));

        private final String signal;
        private final Duration aim;

        Fault(String signal, Duration aim) {
            this.signal = signal;
            this.aim = aim;
        }

        /** The signal's name. */
        String signal() {
            return signal;
        }

        /** No change may be without an acknowledgement for so long. */
        Duration aim() {
            return aim;
        }
    }

    /**
     * One fault.
     *
     * @param outage how long no change was acknowledged
     * @param electedNanos from the fault until another director was seen to lead
     * @param backNanos from the restart, or the continuing, of the lost one until it had caught up
     * @param inVain sendings that were refused or not answered
     */
    record Round(Outage outage, long electedNanos, long backNanos, int inVain) {}

    Round round(Fault fault) throws IOException, InterruptedException {
        cluster.awaitEqual();
        BenchDirector leader = cluster.leader();
        List<BenchDirector> survivors = cluster.others(leader);
        ExecutorService watcher = Executors.newSingleThreadExecutor();
        try (WeightClients clients = WeightClients.start(survivors)) {
            long warm = System.nanoTime() + WARM_UP_NANOS;
            Await.until(
                    "clients change weights",
                    ANSWER_LIMIT,
                    () -> clients.acknowledgedCount() >= ACKNOWLEDGED_BEFORE && System.nanoTime() - warm > 0);
            long at = System.nanoTime();
            if (fault == Fault.KILL) {
                leader.kill();
            } else {
                leader.signal(fault.signal());
            }
            Future<Long> elected = watcher.submit(() -> Await.until(
                    "another director leads",
                    ANSWER_LIMIT,
                    () -> survivors.stream().anyMatch(LocalCluster::leads)));
            Await.until(
                    "a change is acknowledged after SIG" + fault.signal(),
                    ANSWER_LIMIT,
                    () -> clients.isAcknowledgedAfter(at));
            Await.pause(WATCH_NANOS);
            long electedNanos = elected.get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS) - at;
            Await.until("no client waits", ANSWER_LIMIT, () -> clients.isAcknowledgedAfter(at + electedNanos));
            clients.finish();
            Outage outage = Outage.of(clients.acknowledgedNanos(), at);
            return new Round(outage, electedNanos, bringBack(fault, leader, survivors), clients.inVain());
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no other director leads: " + e, e);
        } finally {
            watcher.shutdownNow();
        }
    }

    private static long bringBack(Fault fault, BenchDirector lost, List<BenchDirector> survivors) throws IOException {
        long newest = 0;
        for (BenchDirector survivor : survivors) {
            newest = Math.max(
                    newest, survivor.health().path("image").path("sequence").asLong());
        }
        long begin = System.nanoTime();
        if (fault == Fault.KILL) {
            lost.start();
        } else {
            lost.signal("CONT");
        }
        long sequence = newest;
        return Await.until(lost.name() + " has caught up", LocalCluster.RECOVERY_LIMIT, () -> {
                    lost.check();
                    return lost.hasCaughtUp(sequence);
                })
                - begin;
    }
}
