package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Looks at free space before something is written, so that a full disk is met by a clear refusal. */
final class SpaceGuard {
    /** An entry is written to the log and, in another form, to the journal. */
    private static final long COPIES_OF_AN_ENTRY = 2;

    private final Path directory;
    private final long reserveBytes;
    private final LongSupplier freeBytes;

    /**
     * Makes a guard.
     *
     * @param freeBytes usable bytes of the directory's file system, negative if unknown
     */
    SpaceGuard(Path directory, long reserveBytes, LongSupplier freeBytes) {
        this.directory = directory;
        this.reserveBytes = reserveBytes;
        this.freeBytes = freeBytes;
    }

    /** Usable bytes of a directory's file system; -1 if it does not exist. */
    static long usableBytes(Path directory) {
        java.io.File file = directory.toFile();
        return file.exists() ? file.getUsableSpace() : -1;
    }

    /** Why an entry of a size must be refused, if so. */
    Optional<LogProblem> refuse(long entryBytes) {
        long free = freeBytes.getAsLong();
        long needed = reserveBytes + COPIES_OF_AN_ENTRY * entryBytes;
        if (free < 0 || free >= needed) {
            return Optional.empty();
        }
        return Optional.of(noSpace(free, needed, "no change is taken until space is made there"));
    }

    /** Why the store must not be opened, if so. */
    Optional<LogProblem> refuseOpening(long floorBytes) {
        long free = freeBytes.getAsLong();
        return free < 0 || free >= floorBytes
                ? Optional.empty()
                : Optional.of(noSpace(free, floorBytes, "the service log is opened when space is made there"));
    }

    private LogProblem noSpace(long free, long needed, String then) {
        return new LogProblem(
                LogProblem.Kind.NO_SPACE,
                "service log: " + directory + " has " + words(free) + " free and needs " + words(needed) + "; " + then,
                true);
    }

    /** Whether a failure means that the disk or a quota is full. */
    static boolean isNoSpace(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String message = cause.getMessage();
            boolean full = cause instanceof IOException
                    && message != null
                    && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
            if (full) {
                return true;
            }
        }
        return false;
    }

    private static String words(long bytes) {
        return bytes < 10 << 10
                ? bytes + " bytes"
                : bytes < 10 << 20
                        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
