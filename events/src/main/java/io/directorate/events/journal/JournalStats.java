package io.directorate.events.journal;

/**
 * Figures for metrics.
 *
 * @param fileBytes size of the database
 * @param walBytes size of its write-ahead log
 * @param events rows held
 * @param firstSequence of the oldest row held; one above the last while there is none
 * @param position how far it has come
 * @param commits transactions of {@link Journal#append} since opening
 * @param lastCommitNanos how long the last one took
 * @param slowestCommitNanos how long the slowest one took
 */
public record JournalStats(
        long fileBytes,
        long walBytes,
        long events,
        long firstSequence,
        JournalPosition position,
        long commits,
        long lastCommitNanos,
        long slowestCommitNanos) {}
