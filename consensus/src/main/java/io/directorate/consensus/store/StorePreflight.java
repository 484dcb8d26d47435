package io.directorate.consensus.store;

import io.directorate.consensus.log.TailCut;
import io.directorate.consensus.store.StoreReport.FinishPurge;
import io.directorate.consensus.store.StoreReport.RemoveLeftover;
import io.directorate.consensus.store.StoreReport.Repair;
import io.directorate.consensus.store.StoreReport.TornMeta;
import io.directorate.consensus.store.StoreReport.TornTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a store ready for Ratis: checks it, puts right what a crash left behind, and gives a new store its identity.
 * Any damage is refused before anything is changed.
 */
public final class StorePreflight {
    /** Most copies of cut segments that are kept in {@link StoreLayout#damaged}; the oldest goes first. */
    static final int MAX_KEPT_COPIES = 16;

    private static final String COPY_PREFIX = "tail.";

    private final StoreLayout layout;
    private final List<String> notes = new ArrayList<>();
    private Optional<TailCut> cut = Optional.empty();

    private StorePreflight(StoreLayout layout) {
        this.layout = layout;
    }

    /**
     * What was done.
     *
     * @param identity whose store it is, perhaps made just now
     * @param report what the check found
     * @param tailCut the record that was cut off, if one was
     * @param notes every other repair, in words for the log
     */
    public record Result(StoreIdentity identity, StoreReport report, Optional<TailCut> tailCut, List<String> notes) {
        /** Copies the list. */
        public Result {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Checks and mends. Hold the {@link StoreLock}.
     *
     * @param layout the store
     * @param request what is known about it
     * @return what was done
     * @throws LogDamagedException if an operator must mend it; nothing was changed then
     * @throws IOException if a file cannot be read or written
     */
    public static Result run(StoreLayout layout, CheckRequest request) throws IOException {
        return run(layout, request, Optional.empty());
    }

    /**
     * Checks and mends. Hold the {@link StoreLock}.
     *
     * @param layout the store
     * @param request what is known about it
     * @param join the group that a new store belongs to; absent: one of its own
     * @return what was done
     * @throws LogDamagedException if an operator must mend it; nothing was changed then
     * @throws IOException if a file cannot be read or written
     */
    public static Result run(StoreLayout layout, CheckRequest request, Optional<UUID> join) throws IOException {
        StoreReport report = LogStoreCheck.check(layout, request);
        StorePreflight preflight = new StorePreflight(layout);
        for (Repair repair : report.repairs()) {
            preflight.mend(repair);
        }
        StoreIdentity identity;
        if (report.identity().isPresent()) {
            identity = report.identity().get();
        } else {
            identity = new StoreIdentity(UUID.randomUUID(), join.orElseGet(UUID::randomUUID));
            identity.write(layout);
        }
        return new Result(identity, report, preflight.cut, preflight.notes);
    }

    private void mend(Repair repair) throws IOException {
        if (repair instanceof TornTail tail) {
            cutTail(tail);
        } else if (repair instanceof FinishPurge purge) {
            for (Path segment : purge.segments()) {
                Files.deleteIfExists(segment);
                notes.add(segment + ": deleted; a snapshot covers it and its purge was interrupted");
            }
        } else if (repair instanceof TornMeta meta) {
            Path copy = freeName(meta.file());
            DurableFiles.copyPrefix(meta.file(), Files.size(meta.file()), copy);
            DurableFiles.writeAtomically(meta.file(), RaftMetaFile.bytes(meta.term(), ""));
            notes.add(meta.file() + ": was incomplete; written anew with term " + meta.term()
                    + ", the file as found is kept as " + copy);
        } else if (repair instanceof RemoveLeftover leftover) {
            if (Files.isDirectory(leftover.file())) {
                LogStoreRecovery.deleteTree(leftover.file());
            } else {
                Files.deleteIfExists(leftover.file());
            }
            notes.add(leftover.file() + ": deleted; it was never finished");
        }
    }

    private void cutTail(TornTail tail) throws IOException {
        Path copy = freeName(tail.segment());
        DurableFiles.copyPrefix(tail.segment(), tail.offset() + tail.bytes(), copy);
        DurableFiles.truncate(tail.segment(), tail.offset());
        cut = Optional.of(new TailCut(tail.segment(), tail.offset(), tail.bytes(), tail.entryIndex(), copy));
    }

    /** A name in the directory of damaged files that is not taken yet; the directory is there afterwards. */
    private Path freeName(Path file) throws IOException {
        Path directory = layout.damaged();
        Files.createDirectories(directory);
        DurableFiles.forceDirectory(layout.root());
        List<Path> kept = DurableFiles.list(directory).stream()
                .filter(path -> String.valueOf(path.getFileName()).startsWith(COPY_PREFIX))
                .sorted(Comparator.comparingLong(StorePreflight::number))
                .toList();
        for (int i = 0; i <= kept.size() - MAX_KEPT_COPIES; i++) {
            Files.deleteIfExists(kept.get(i));
        }
        long next = kept.isEmpty() ? 1 : number(kept.get(kept.size() - 1)) + 1;
        return directory.resolve(COPY_PREFIX + file.getFileName() + "." + next);
    }

    private static long number(Path copy) {
        String name = String.valueOf(copy.getFileName());
        try {
            return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
        } catch (NumberFormatException foreign) {
            return 0;
        }
    }
}
