package io.directorate.events.journal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One event as the journal holds it.
 *
 * @param sequence dense, from 1
 * @param index of the log entry that held it
 * @param term of that entry
 * @param command that caused it
 * @param type of the event
 * @param subjects what it is about
 * @param body the event itself
 * @param previousHash {@link #hash} of the row before; 32 zero bytes for the first
 * @param hash SHA-256 over the previous hash and all other fields, see {@link ChainHash}
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below; bodies are too many to copy each.
public record JournalRow(
        long sequence,
        long index,
        long term,
        Cause command,
        String type,
        List<String> subjects,
        byte[] body,
        byte[] previousHash,
        byte[] hash) {

    /** Copies the list. */
    public JournalRow {
        subjects = List.copyOf(subjects);
    }

    /**
     * The command behind an event.
     *
     * @param commandId its id
     * @param digest of its content
     * @param actor who asked
     * @param reason why
     * @param timeMillis when it was decided, milliseconds since 1970 UTC
     */
    public record Cause(String commandId, String digest, String actor, String reason, long timeMillis) {}

    /**
     * Returns the command's id.
     *
     * @return as it was sent
     */
    public String commandId() {
        return command.commandId();
    }

    /**
     * Returns who asked.
     *
     * @return the actor
     */
    public String actor() {
        return command.actor();
    }

    /**
     * Returns why.
     *
     * @return the reason; may be empty
     */
    public String reason() {
        return command.reason();
    }

    /**
     * Returns when the command was decided.
     *
     * @return milliseconds since 1970 UTC
     */
    public long timeMillis() {
        return command.timeMillis();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalRow row
                && sequence == row.sequence
                && index == row.index
                && term == row.term
                && command.equals(row.command)
                && type.equals(row.type)
                && subjects.equals(row.subjects)
                && Arrays.equals(body, row.body)
                && Arrays.equals(previousHash, row.previousHash)
                && Arrays.equals(hash, row.hash);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, Arrays.hashCode(hash));
    }

    @Override
    public String toString() {
        return "JournalRow[" + sequence + " " + type + " " + subjects + " by " + actor() + "]";
    }
}
