package io.directorate.consensus.log;

/**
 * One entry that a majority has on disk, on its way to the {@link LogApplier}.
 *
 * @param position where it stands in the log
 * @param bytes what was appended; owned by the receiver, not copied, so equality is by identity of the array
 */
@SuppressWarnings("ArrayRecordComponent") // Hot path: entries may be megabytes; nobody compares them by value.
public record CommittedEntry(LogPosition position, byte[] bytes) {
    @Override
    public String toString() {
        return position + ", " + bytes.length + " bytes";
    }
}
