package io.directorate.consensus.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log segment's file and what its name says (Ratis 3.3, {@code LogSegmentStartEnd}): {@code log_START-END} when
 * closed, {@code log_inprogress_START} while open.
 *
 * @param file path of the segment
 * @param start index of its first entry
 * @param end index of its last entry, -1 while open
 */
record SegmentName(Path file, long start, long end) {
    private static final Pattern CLOSED = Pattern.compile("log_(\\d{1,18})-(\\d{1,18})");
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d{1,18})");

    /** Whether entries may still be added. */
    boolean open() {
        return end < 0;
    }

    /** Reads a file name; absent if it is not a segment's. */
    static Optional<SegmentName> parse(Path file) {
        Path nameOnly = file.getFileName();
        String name = nameOnly == null ? "" : nameOnly.toString();
        Matcher closed = CLOSED.matcher(name);
        if (closed.matches()) {
            return Optional.of(new SegmentName(file, Long.parseLong(closed.group(1)), Long.parseLong(closed.group(2))));
        }
        Matcher open = OPEN.matcher(name);
        if (open.matches()) {
            return Optional.of(new SegmentName(file, Long.parseLong(open.group(1)), -1));
        }
        return Optional.empty();
    }
}
