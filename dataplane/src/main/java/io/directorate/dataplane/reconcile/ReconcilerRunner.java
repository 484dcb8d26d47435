package io.directorate.dataplane.reconcile;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a {@link Reconciler}: steps it whenever something is wished or due. */
public final class ReconcilerRunner implements AutoCloseable {
    /** How long closing waits for a step to end; every call to a dataplane has a time-out of its own. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(ReconcilerRunner.class);

    private final Reconciler reconciler;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts the thread.
     *
     * @param reconciler to step; closed together with this
     */
    public ReconcilerRunner(Reconciler reconciler) {
        this.reconciler = reconciler;
        this.thread = new Thread(this::run, "reconciler");
        this.thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                reconciler.doWork(System.nanoTime());
                reconciler.awaitWork(reconciler.nanosUntilDue(System.nanoTime()));
            }
        } catch (InterruptedException e) {
            if (!closed) {
                LOG.error("The reconciler's thread was interrupted from outside; the dataplane is no longer kept", e);
            }
        }
    }

    /** Ends the thread after its present step. The dataplane stays as it is. */
    @Override
    public void close() {
        closed = true;
        reconciler.wake();
        boolean interrupted = false;
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            LOG.warn("The reconciler's step has not ended within {}; its thread is interrupted", CLOSE_TIMEOUT);
            thread.interrupt();
        }
        reconciler.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
