package io.directorate.loadtest.bench;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** How long three directors take from {@code exec} to their first acknowledged change, and until all are ready. */
final class StartBench {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final LocalCluster cluster;

    StartBench(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * A start.
     *
     * @param firstChangeNanos until a change was acknowledged, whichever director was asked
     * @param allReadyNanos until all three vote and take changes
     */
    record Started(long firstChangeNanos, long allReadyNanos) {}

    /** Starts directors without a history and founds their cluster; the first change is the table for all that follows. */
    Started found() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        cluster.startAll();
        cluster.found();
        BenchDirector first = cluster.directors().get(0);
        Await.until(first.name() + " takes a change", LocalCluster.START_LIMIT, () -> {
            first.check();
            return accepted(first, "/api/v1/configuration?wait=logged", CommitLoad.declaration());
        });
        long changed = System.nanoTime() - begin;
        return new Started(changed, cluster.awaitReady() - begin);
    }

    /** Stops all in order, and starts them again. */
    Started cold() throws IOException, InterruptedException {
        cluster.stopAll();
        ExecutorService clients = Executors.newFixedThreadPool(LocalCluster.DIRECTORS);
        AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        long begin = System.nanoTime();
        try {
            cluster.startAll();
            Future<?>[] asking = new Future<?>[LocalCluster.DIRECTORS];
            for (int i = 0; i < asking.length; i++) {
                BenchDirector director = cluster.directors().get(i);
                asking[i] = clients.submit(() -> {
                    changeOnce(director, first, begin);
                    return null;
                });
            }
            long ready = cluster.awaitReady() - begin;
            for (Future<?> one : asking) {
                one.get(LocalCluster.START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            return new Started(first.get(), ready);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no change was acknowledged after a start: " + e, e);
        } finally {
            clients.shutdownNow();
        }
    }

    /** Asks one director until it, or another one asked meanwhile, has acknowledged a change. */
    private static void changeOnce(BenchDirector director, AtomicLong first, long begin) throws IOException {
        while (first.get() == Long.MAX_VALUE) {
            String weight = "{\"weight\":" + (1 + (System.nanoTime() & 0xfffff)) + "}";
            if (accepted(director, CommitLoad.weightPath(0) + "?wait=logged", weight)) {
                long now = System.nanoTime() - begin;
                first.accumulateAndGet(now, Math::min);
                return;
            }
            Await.pause(RETRY_NANOS);
        }
    }

    private static boolean accepted(BenchDirector director, String path, String json) {
        try {
            return director.impatientClient().answer("PUT", path, json).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
