package io.directorate.events.codec;

import java.util.List;

/**
 * What one entry of the service log holds.
 *
 * @param formatVersion of the entry; {@link #FORMAT_VERSION} for those written now
 * @param baseSequence count of events before this entry; apply refuses an entry whose base does not fit
 * @param commands in the order in which they were decided
 */
public record LogEntry(int formatVersion, long baseSequence, List<DecidedCommand> commands) {
    /** The version that this build writes, and the only one that it reads. */
    public static final int FORMAT_VERSION = 1;

    /** Copies the list. */
    public LogEntry {
        if (baseSequence < 0) {
            throw new IllegalArgumentException("base sequence " + baseSequence + " is negative");
        }
        commands = List.copyOf(commands);
    }

    /**
     * Makes one of the present format.
     *
     * @param baseSequence count of events before this entry
     * @param commands in the order in which they were decided
     * @return the entry
     */
    public static LogEntry of(long baseSequence, List<DecidedCommand> commands) {
        return new LogEntry(FORMAT_VERSION, baseSequence, commands);
    }

    /**
     * Returns the number of events in all commands.
     *
     * @return 0 or more
     */
    public int eventCount() {
        return commands.stream().mapToInt(command -> command.events().size()).sum();
    }
}
