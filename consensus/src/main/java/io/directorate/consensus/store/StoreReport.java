package io.directorate.consensus.store;

import io.directorate.consensus.log.LogPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a check found in a store that can be opened, perhaps after repairs.
 *
 * @param identity whose store it is; absent if there is none yet
 * @param first index of the first entry in the segments, -1 if there is none
 * @param last last whole entry, from segments or snapshot
 * @param snapshot newest snapshot
 * @param repairs what must be done before Ratis may open the store, in order; empty if it is clean
 */
public record StoreReport(
        Optional<StoreIdentity> identity,
        long first,
        LogPosition last,
        Optional<SnapshotFile> snapshot,
        List<Repair> repairs) {
    /** Something a crash left behind, that can be put right without losing anything. */
    public sealed interface Repair permits TornTail, FinishPurge, TornMeta, RemoveLeftover {}

    /**
     * An incomplete last record to be cut off.
     *
     * @param segment the segment
     * @param offset where the record begins
     * @param bytes its bytes up to the last that is not zero
     * @param entryIndex the index it would have had
     */
    public record TornTail(Path segment, long offset, long bytes, long entryIndex) implements Repair {}

    /**
     * Segments that a snapshot covers, whose purge was interrupted.
     *
     * @param segments what is still to be deleted
     */
    public record FinishPurge(List<Path> segments) implements Repair {
        /** Copies the list. */
        public FinishPurge {
            segments = List.copyOf(segments);
        }
    }

    /**
     * A file of term and vote that was being written, of a group of one.
     *
     * @param file the file
     * @param term the term to go on with
     */
    public record TornMeta(Path file, long term) implements Repair {}

    /**
     * A file that was never finished and means nothing.
     *
     * @param file the file
     */
    public record RemoveLeftover(Path file) implements Repair {}

    /** Copies the list. */
    public StoreReport {
        repairs = List.copyOf(repairs);
    }
}
