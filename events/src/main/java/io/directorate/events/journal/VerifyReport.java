package io.directorate.events.journal;

import java.util.List;

/**
 * What a verification went through; whatever did not fit was thrown as {@link JournalDamagedException}.
 *
 * @param firstSequence of the first row checked
 * @param lastSequence of the last one
 * @param rows checked
 * @param anchors whose signature and hash were checked
 * @param foreignSigners fingerprints of keys that signed anchors here and whose public key is not in the key directory: the chain fits them, but
 *     who held those keys is not known
 */
public record VerifyReport(
        long firstSequence, long lastSequence, long rows, long anchors, List<String> foreignSigners) {
    /** Copies the list. */
    public VerifyReport {
        foreignSigners = List.copyOf(foreignSigners);
    }
}
