package io.directorate.consensus.feed;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does one duty again and again, waits longer after each failure, and can be woken and ended. */
final class FeedThread {
    private static final Logger LOG = LoggerFactory.getLogger(FeedThread.class);
    private static final long MIN_WAIT_MILLIS = 50;
    private static final long MAX_WAIT_MILLIS = 2000;
    private static final long CLOSE_MILLIS = 5000;
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Thread thread;
    private final Round duty;
    private volatile boolean closing;
    private volatile @Nullable String problem;
    private boolean woken;
    private long lastLogNanos = System.nanoTime() - LOG_EVERY_NANOS;

    /** One round of the duty. */
    interface Round {
        /** Returns how many milliseconds may pass until the next round unless it is woken before. */
        long run() throws Exception;
    }

    FeedThread(String name, Round duty) {
        this.duty = duty;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Nullable
    String problem() {
        return problem;
    }

    boolean closing() {
        return closing;
    }

    void close() {
        closing = true;
        wake();
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long wait = MIN_WAIT_MILLIS;
        while (!closing) {
            try {
                long pause = duty.run();
                problem = null;
                wait = MIN_WAIT_MILLIS;
                await(pause, true);
            } catch (InterruptedException interrupted) {
                // Only close() interrupts.
            } catch (Exception failed) {
                report(failed);
                await(wait, false);
                wait = Math.min(MAX_WAIT_MILLIS, wait * 2);
            }
        }
    }

    private void report(Exception failed) {
        if (closing) {
            return;
        }
        problem = thread.getName() + ": " + failed.getMessage() + "; it goes on by itself";
        long now = System.nanoTime();
        if (now - lastLogNanos >= LOG_EVERY_NANOS) {
            lastLogNanos = now;
            LOG.warn("{}: {}; tried again", thread.getName(), failed.toString());
        }
    }

    private synchronized void await(long millis, boolean wakeable) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!closing && !(wakeable && woken)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                // Only close() interrupts.
            }
        }
        woken = woken && !wakeable;
    }
}
