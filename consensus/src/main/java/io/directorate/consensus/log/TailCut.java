package io.directorate.consensus.log;

import java.nio.file.Path;

/**
 * What was cut off when the log was opened: a last record that a crash or power loss had left incomplete. It was never
 * acknowledged, or the journal has it.
 *
 * @param file the segment file that was cut
 * @param offset first byte cut, from the start of the file
 * @param bytesCut how many bytes of an incomplete record were removed (zeros behind them not counted)
 * @param entryIndex the log index the record would have had
 * @param copy where the file, or the whole log, was kept before the cut
 */
public record TailCut(Path file, long offset, long bytesCut, long entryIndex, Path copy) {
    @Override
    public String toString() {
        return file + ": last record (entry " + entryIndex + ") was incomplete; " + bytesCut
                + " bytes cut off at offset " + offset + ", the file as found is kept as " + copy;
    }
}
