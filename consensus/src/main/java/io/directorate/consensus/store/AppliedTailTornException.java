package io.directorate.consensus.store;

import io.directorate.consensus.log.TailCut;
import java.nio.file.Path;

/**
 * The end of the log is incomplete, though the journal has applied what stood there: the disk lost it afterwards, or somebody shortened the file.
 * Where a member is alone, the journal has all that is missing, and a new log can go on behind it.
 */
public final class AppliedTailTornException extends LogDamagedException {
    private static final long serialVersionUID = 1;

    private final long bytes;
    private final long entryIndex;

    AppliedTailTornException(Path file, long offset, String found, String mendCommand, long bytes, long entryIndex) {
        super(file, offset, found, mendCommand);
        this.bytes = bytes;
        this.entryIndex = entryIndex;
    }

    /**
     * Says what is given up with the old log.
     *
     * @param copy where the old log is kept
     * @return the incomplete record
     */
    public TailCut cut(Path copy) {
        return new TailCut(file(), offset(), bytes, entryIndex, copy);
    }
}
