package io.directorate.consensus.store;

import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets a group of one go on from its journal when its log is damaged or lost.
 *
 * <p>The journal is the history: everything that was ever acknowledged is in it, so nothing acknowledged is lost. The
 * old store is set aside, never deleted. The new one is a new member whose first snapshot is the journal, labelled with
 * the position that the journal has applied; so the next entry gets an index behind it, and no index is used twice.
 */
public final class LogStoreRecovery {
    private LogStoreRecovery() {}

    /**
     * What was done.
     *
     * @param setAside where the old store is now; absent if there was none
     * @param identity the new member
     * @param continuesFrom the last position of the journal; new entries follow it
     */
    public record Result(Optional<Path> setAside, StoreIdentity identity, LogPosition continuesFrom) {}

    /**
     * Makes the new store. The director must not run; this is checked by the store's lock. If it is interrupted, run it
     * again.
     *
     * @param root the directory of the service log
     * @param applier the journal, opened and sound
     * @return what was done
     * @throws StoreInUseException if the log is in use
     * @throws IOException if the copy cannot be made; the old store is in place then
     */
    public static Result recover(Path root, LogApplier applier) throws IOException {
        try (StoreLock held = StoreLock.take(new StoreLayout(root))) {
            return recover(held, applier);
        }
    }

    /**
     * Makes the new store for who holds the lock.
     *
     * @param held of the old store; stays held
     * @param applier the journal, opened and sound
     * @return what was done
     * @throws IOException if the copy cannot be made; the old store is in place then
     */
    public static Result recover(StoreLock held, LogApplier applier) throws IOException {
        StoreLayout layout = held.layout();
        LogPosition applied = applier.applied();
        StoreIdentity identity = new StoreIdentity(UUID.randomUUID(), groupOf(layout));
        Path fresh = build(layout, identity, applier, applied);
        Optional<Path> setAside = setAside(layout);
        DurableFiles.moveIntoPlace(fresh.resolve("store"), layout.store());
        Files.deleteIfExists(fresh);
        return new Result(setAside, identity, applied);
    }

    /** The group goes on where its name can still be read. */
    private static UUID groupOf(StoreLayout layout) throws IOException {
        try {
            return StoreIdentity.read(layout, "").map(StoreIdentity::groupId).orElseGet(UUID::randomUUID);
        } catch (LogDamagedException unreadable) {
            return UUID.randomUUID();
        }
    }

    private static Path build(StoreLayout layout, StoreIdentity identity, LogApplier applier, LogPosition applied)
            throws IOException {
        Path fresh = layout.root().resolve("recovering");
        deleteTree(fresh);
        StoreLayout next = new StoreLayout(fresh);
        Files.createDirectories(next.store());
        if (!applied.equals(LogPosition.NONE)) {
            Files.createDirectories(next.current(identity.groupId()));
            Path snapshots = next.snapshots(identity.groupId());
            Files.createDirectories(snapshots);
            SnapshotFile snapshot = SnapshotFile.at(snapshots, applied);
            Path part = snapshots.resolve(snapshot.file().getFileName() + SnapshotFile.PART_SUFFIX);
            try {
                applier.snapshotTo(part);
            } catch (Exception failed) {
                throw new IOException(
                        "the journal could not be copied to " + part + ": " + failed.getMessage(), failed);
            }
            if (!applier.applied().equals(applied)) {
                throw new IOException("the journal changed while it was copied; stop the director first");
            }
            String unused = snapshot.publish(part);
            DurableFiles.writeAtomically(
                    next.current(identity.groupId()).resolve(RaftMetaFile.NAME),
                    RaftMetaFile.bytes(applied.term(), ""));
            DurableFiles.forceDirectory(next.group(identity.groupId()));
        }
        identity.write(next);
        return fresh;
    }

    private static Optional<Path> setAside(StoreLayout layout) throws IOException {
        if (!Files.exists(layout.store())) {
            return Optional.empty();
        }
        Files.createDirectories(layout.damaged());
        int number = 1;
        while (Files.exists(layout.damaged().resolve("store." + number))) {
            number++;
        }
        Path target = layout.damaged().resolve("store." + number);
        DurableFiles.moveIntoPlace(layout.store(), target);
        DurableFiles.forceDirectory(layout.root());
        return Optional.of(target);
    }

    static void deleteTree(Path directory) throws IOException {
        for (Path entry : DurableFiles.list(directory)) {
            if (Files.isDirectory(entry)) {
                deleteTree(entry);
            } else {
                Files.delete(entry);
            }
        }
        Files.deleteIfExists(directory);
    }
}
