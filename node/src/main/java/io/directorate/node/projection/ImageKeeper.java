package io.directorate.node.projection;

import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalException;
import io.directorate.events.journal.RetentionPolicy;
import io.directorate.events.service.ClusterImage;
import io.directorate.node.config.DirectorConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an image in the journal every so many events, and cuts what need not be kept any longer, on a thread of its own: no change waits for the
 * image to be written.
 *
 * <p>A kept image only shortens the way from the journal to an image; until the next one is kept, the one before does. If it cannot be kept, that is
 * logged, and tried again after the next change. At most {@link #MOST_BEHIND} times as many events as configured lie behind a kept image: then the
 * change that comes next waits.
 */
final class ImageKeeper implements AutoCloseable {
    /** A change is followed by programming the kernel, which comes first: so long a pause between changes is waited for. */
    static final Duration QUIET = Duration.ofSeconds(2);

    /** So many times the configured distance, and an image is kept at once. */
    static final int MOST_BEHIND = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ImageKeeper.class);

    private final Journal journal;
    private final DirectorConfig.History bounds;
    private final Semaphore wanted = new Semaphore(0);
    /** Held while an image is written, or the journal replaced. */
    private final ReentrantLock writing = new ReentrantLock();

    private final Thread thread;
    private volatile long keptSequence;
    private volatile @Nullable ClusterImage waiting;
    private volatile boolean closed;

    /**
     * Makes one, and starts its thread.
     *
     * @param journal to keep images in
     * @param bounds of the journal
     * @param keptSequence of the image from which the next distance is counted
     */
    static ImageKeeper started(Journal journal, DirectorConfig.History bounds, long keptSequence) {
        ImageKeeper keeper = new ImageKeeper(journal, bounds, keptSequence);
        keeper.thread.start();
        return keeper;
    }

    /** Makes one whose thread is not started: the caller calls {@link #keep} now and then instead. */
    ImageKeeper(Journal journal, DirectorConfig.History bounds, long keptSequence) {
        this.journal = journal;
        this.bounds = bounds;
        this.keptSequence = keptSequence;
        thread = new Thread(this::run, "image-keeper");
        thread.setDaemon(true);
    }

    /** Takes each new image, from the journal's one writer. */
    void changed(ClusterImage image) {
        long behind = image.provenance().sequence() - keptSequence;
        if (behind < bounds.checkpointEvents()) {
            return;
        }
        waiting = image;
        if (behind >= (long) MOST_BEHIND * bounds.checkpointEvents()) {
            keep();
        } else {
            wanted.release();
        }
    }

    /** Replaces the journal's content while nothing is written to it from here; what waits is forgotten. */
    void replace(Replacement replacement) throws Exception {
        writing.lock();
        try {
            waiting = null;
            keptSequence = replacement.run();
        } finally {
            writing.unlock();
        }
    }

    /** Gives the journal another content and returns the sequence of its image. */
    @FunctionalInterface
    interface Replacement {
        long run() throws Exception;
    }

    private void run() {
        try {
            while (!closed) {
                wanted.acquire();
                boolean quiet = false;
                while (!closed && !quiet) {
                    wanted.drainPermits();
                    quiet = !wanted.tryAcquire(QUIET.toNanos(), TimeUnit.NANOSECONDS);
                }
                keep();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, images are kept by the changes themselves.
            LOG.debug("No longer keeping images", e);
        }
    }

    /** Keeps the image that waits, if any. */
    void keep() {
        writing.lock();
        try {
            ClusterImage image = waiting;
            if (image == null) {
                return;
            }
            waiting = null;
            History.saveCheckpoint(journal, image);
            keptSequence = image.provenance().sequence();
            if (bounds.keepEvents() > 0) {
                journal.retain(new RetentionPolicy(bounds.keepEvents(), Duration.ZERO));
            }
        } catch (JournalException e) {
            LOG.warn("The image is not kept for now, the next start takes longer: {}", e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    /** Keeps the image that waits, if any; the journal may be closed after this. */
    @Override
    public void close() {
        closed = true;
        wanted.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        keep();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
