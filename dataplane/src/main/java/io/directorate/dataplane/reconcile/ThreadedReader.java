package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reader with a thread and a connection of its own. */
public final class ThreadedReader implements BackgroundReader {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadedReader.class);

    private final Dataplane dataplane;
    private final LongSupplier nanoTime;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread reader = new Thread(work, "reconciler-reader");
        reader.setDaemon(true);
        return reader;
    });
    private final AtomicLong latest = new AtomicLong();
    private final AtomicReference<Optional<Reading>> done = new AtomicReference<>(Optional.empty());

    /**
     * Makes one; nothing is opened yet.
     *
     * @param opener opens a connection to the dataplane, or throws {@link io.directorate.dataplane.DataplaneException}
     * @param nanoTime for durations, as {@link System#nanoTime}
     */
    public ThreadedReader(Supplier<? extends Dataplane> opener, LongSupplier nanoTime) {
        this.dataplane = new ReopeningDataplane(opener);
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void request(DesiredState desired, Runnable whenDone) {
        if (thread.isShutdown()) {
            return;
        }
        long number = latest.incrementAndGet();
        done.set(Optional.empty());
        thread.execute(() -> {
            long begin = nanoTime.getAsLong();
            Optional<ActualState> state = read(desired);
            // The reconciler does not ask again before it has taken, but for when it has given up on this one.
            if (latest.get() == number) {
                done.set(Optional.of(new Reading(state, nanoTime.getAsLong() - begin)));
                whenDone.run();
            }
        });
    }

    @Override
    public Optional<Reading> take() {
        return done.getAndSet(Optional.empty());
    }

    @Override
    public synchronized void close() {
        if (!thread.isShutdown()) {
            thread.execute(dataplane::close);
            thread.shutdown();
        }
    }

    private Optional<ActualState> read(DesiredState desired) {
        try {
            return Optional.of(StateReader.read(dataplane, desired));
        } catch (RuntimeException e) {
            LOG.debug("A reading failed; the reconciler reads by itself", e);
            return Optional.empty();
        }
    }
}
