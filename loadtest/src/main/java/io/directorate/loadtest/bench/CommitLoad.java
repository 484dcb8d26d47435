package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes of one weight each, a fixed number outstanding, acknowledged when they are in the log ({@code ?wait=logged}). */
final class CommitLoad {
    /** Services of the table in which weights are changed, with a real server each. */
    static final int SERVICES = 10;

    private static final long LIMIT_MINUTES = 10;

    private CommitLoad() {}

    /**
     * What a load came to.
     *
     * @param seconds for all together
     * @param samples of each change
     */
    record Result(double seconds, Samples samples) {
        double perSecond() {
            return samples.count() / seconds;
        }
    }

    /** The path of the weight that the change of this number makes. */
    static String weightPath(int number) {
        int service = Math.floorMod(number, SERVICES);
        return "/api/v1/services/tcp:" + RuleSet.of(SERVICES, 1).vip(service) + ":80/servers/10.1.0." + service
                + ":8080/weight";
    }

    /** The table that weights are changed in. */
    static String declaration() {
        return RuleSet.of(SERVICES, 1).declaration();
    }

    static Result run(ControlClient director, int outstanding, int count) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(outstanding);
        AtomicInteger next = new AtomicInteger();
        long[] nanos = new long[count];
        long start = System.nanoTime();
        long deadline = start + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        try {
            Future<?>[] workers = new Future<?>[outstanding];
            for (int w = 0; w < outstanding; w++) {
                workers[w] = threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        long begin = System.nanoTime();
                        director.send(
                                "PUT", weightPath(i) + "?wait=logged", "{\"weight\":" + (1 + (begin & 0xfffff)) + "}");
                        nanos[i] = System.nanoTime() - begin;
                    }
                    return null;
                });
            }
            for (Future<?> worker : workers) {
                worker.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            throw new IOException("a commit failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(count + " commits are not done within " + LIMIT_MINUTES + " minutes", e);
        } finally {
            threads.shutdownNow();
        }
        return new Result((System.nanoTime() - start) / 1e9, Samples.of(nanos));
    }
}
