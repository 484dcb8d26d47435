package io.directorate.consensus.log;

import java.nio.file.Path;
import java.util.List;

/**
 * The state that committed entries build: for a director, the journal and the image. Implemented by the caller of
 * the service log.
 *
 * <p>Thread rules: {@link #apply}, {@link #snapshotTo} and {@link #restoreFrom} are never called at the same time as
 * one another; {@code apply} always comes from one writer thread, the other two may come from another thread.
 * {@link #applied} may be called from any thread at any time.
 *
 * <p>Any exception from {@code apply} or {@code restoreFrom} is fatal: it goes to the {@link FatalErrorHandler}, and
 * no later entry is ever applied by this process. An entry that was half applied and then skipped would make the
 * journals of a cluster differ for good.
 */
public interface LogApplier {
    /**
     * The last position whose effect is durable here.
     *
     * @return the position stored in the same transaction as the last applied entry, or {@link LogPosition#NONE}
     */
    LogPosition applied();

    /**
     * Applies entries in order, in one transaction together with the position of the last one.
     *
     * <p>When this returns, the entries survive a crash and {@link #applied} equals the last entry's position. Entries
     * at or before {@link #applied} are never handed over: replays after a restart are left out by the caller.
     *
     * @param batch 1 to {@link ServiceLogConfig.Limits#applyBatchEntries} entries, positions strictly rising
     * @throws Exception on any failure; fatal, see above
     */
    void apply(List<CommittedEntry> batch) throws Exception;

    /**
     * Writes a whole copy of the state to a new file.
     *
     * <p>The copy contains exactly what {@link #applied} says at that moment, and what it contains must be durable in
     * the live state too when this returns (checkpoint before returning: the log behind it may be purged right
     * after). The caller forces the file to disk and renames it; do not do that here.
     *
     * @param file path of a file that does not exist yet, in a directory that does
     * @throws Exception on any failure; not fatal: the snapshot is dropped and tried again later
     */
    void snapshotTo(Path file) throws Exception;

    /**
     * Replaces the whole state by the copy in a file made by {@link #snapshotTo}, on this or another director.
     *
     * <p>The file must only be read, and never be opened in place as a database: it stays a snapshot. When this
     * returns, the new state is durable, and {@link #applied} is the position the copy was made at; the caller checks
     * that against the label of the snapshot.
     *
     * @param file the copy
     * @throws Exception on any failure; fatal, see above. The old state must still be whole then.
     */
    void restoreFrom(Path file) throws Exception;
}
