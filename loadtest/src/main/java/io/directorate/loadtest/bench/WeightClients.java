package io.directorate.loadtest.bench;

import io.directorate.node.client.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that change weights one after another, whatever happens, and remember when each change was acknowledged. */
final class WeightClients implements AutoCloseable {
    /** At each director. */
    private static final int CLIENTS = 2;

    private static final int MOST_REMEMBERED = 1_000_000;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long END_MILLIS = 15_000;

    private final List<Thread> threads = new ArrayList<>();
    /** When each change was sent and when it was acknowledged. */
    private final Queue<long[]> acknowledged = new ConcurrentLinkedQueue<>();

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger inVain = new AtomicInteger();
    private volatile boolean finished;

    private WeightClients() {}

    static WeightClients start(List<BenchDirector> directors) {
        WeightClients clients = new WeightClients();
        int number = 0;
        for (BenchDirector director : directors) {
            for (int i = 0; i < CLIENTS; i++) {
                int own = number++;
                Thread thread = new Thread(() -> clients.change(director.impatientClient(), own), "client-" + own);
                thread.setDaemon(true);
                clients.threads.add(thread);
                thread.start();
            }
        }
        return clients;
    }

    private void change(ControlClient director, int own) {
        for (int i = 0; !finished && count.get() < MOST_REMEMBERED; i++) {
            long sent = System.nanoTime();
            String weight = "{\"weight\":" + (1 + (sent & 0xfffff)) + "}";
            try {
                HttpResponse answer =
                        director.answer("PUT", CommitLoad.weightPath(own * 3 + i) + "?wait=logged", weight);
                if (answer.status() == 200) {
                    acknowledged.add(new long[] {sent, System.nanoTime()});
                    count.incrementAndGet();
                    continue;
                }
            } catch (IOException e) {
                // No answer in time; the next one may have it.
            }
            inVain.incrementAndGet();
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    int acknowledgedCount() {
        return count.get();
    }

    /** Whether a change that was sent later is acknowledged. */
    boolean isAcknowledgedAfter(long nanos) {
        return acknowledged.stream().anyMatch(times -> times[0] - nanos > 0);
    }

    long[] acknowledgedNanos() {
        return acknowledged.stream().mapToLong(times -> times[1]).toArray();
    }

    /** Sendings that were refused or not answered. */
    int inVain() {
        return inVain.get();
    }

    /** Lets each end after the change that it is sending. */
    void finish() throws IOException, InterruptedException {
        finished = true;
        for (Thread thread : threads) {
            thread.join(END_MILLIS);
            if (thread.isAlive()) {
                throw new IOException(thread.getName() + " does not end within " + END_MILLIS + " ms");
            }
        }
    }

    @Override
    public void close() {
        finished = true;
        threads.forEach(Thread::interrupt);
    }
}
