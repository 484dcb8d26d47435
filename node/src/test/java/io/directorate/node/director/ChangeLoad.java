package io.directorate.node.director;

import io.directorate.node.client.UnixHttpClient;
import io.directorate.node.director.ChangeSender.Acknowledged;
import io.directorate.node.director.ChangeSender.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients that change things all the time, through all directors. Used by one thread. */
final class ChangeLoad implements AutoCloseable {
    private static final long STEP_SECONDS = 60;
    private static final Duration PACE = Duration.ofMillis(10);

    private final AtomicLong retries = new AtomicLong();
    private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final List<ChangeSender> senders = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * Starts the clients.
     *
     * @param directors whom they ask, in this order
     * @param clients how many there are
     * @param everywhere whether each goes on to the next director after each change, not only when one does not take it
     */
    ChangeLoad(List<ChildDirector> directors, int clients, boolean everywhere) {
        threads = Executors.newFixedThreadPool(clients);
        List<UnixHttpClient> all =
                directors.stream().map(ChildDirector::impatientClient).toList();
        for (int number = 1; number <= clients; number++) {
            ChangeSender sender = new ChangeSender(all, number, Integer.MAX_VALUE, retries)
                    .paced(PACE, everywhere)
                    .watched(attempts::add);
            sender.allow(Integer.MAX_VALUE);
            senders.add(sender);
            running.add(threads.submit(sender));
        }
    }

    /** Each sending so far. */
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    List<ChangeSender> senders() {
        return senders;
    }

    List<Acknowledged> acknowledged() {
        return senders.stream()
                .flatMap(sender -> sender.acknowledged().stream())
                .toList();
    }

    /** Waits until each client has so many more changes acknowledged. */
    void awaitMore(int changes) throws InterruptedException {
        List<Integer> before =
                senders.stream().map(sender -> sender.acknowledged().size()).toList();
        long deadline = deadline();
        for (int i = 0; i < senders.size(); i++) {
            while (senders.get(i).acknowledged().size() < before.get(i) + changes) {
                check(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** Lets all wait, and returns when they do. */
    void pause() throws InterruptedException {
        senders.forEach(sender -> sender.allow(0));
        long deadline = deadline();
        while (!senders.stream().allMatch(ChangeSender::isIdle)) {
            check(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void resume() {
        senders.forEach(sender -> sender.allow(Integer.MAX_VALUE));
    }

    /** Ends all after their last change is acknowledged. */
    void finish() throws Exception {
        senders.forEach(ChangeSender::finish);
        for (Future<?> sender : running) {
            sender.get(STEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS);
    }

    private void check(long deadline) throws InterruptedException {
        for (Future<?> sender : running) {
            if (sender.isDone()) {
                try {
                    sender.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("a client gave up", e.getCause());
                }
            }
        }
        if (System.nanoTime() - deadline > 0) {
            List<Attempt> all = attempts();
            throw new AssertionError("the clients did not get on within " + STEP_SECONDS + " s; last sendings: "
                    + all.subList(Math.max(0, all.size() - 10), all.size()));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
