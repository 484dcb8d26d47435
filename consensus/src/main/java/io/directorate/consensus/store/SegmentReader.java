package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log segment record by record, and says exactly where and how it is broken.
 *
 * <p>Format (Ratis 3.3, {@code SegmentedRaftLogFormat} and {@code SegmentedRaftLogOutputStream}): the header "RaftLog1",
 * then records of a varint length, a {@code LogEntryProto} of that length, and the CRC-32C of both, most significant
 * byte first; then zeros up to the end of the file.
 */
final class SegmentReader {
    /** First bytes of every segment. */
    static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);

    private static final int CHECKSUM_BYTES = 4;
    private static final int MAX_LENGTH_BYTES = 5;
    private static final int TAG_TERM = 1 << 3;
    private static final int TAG_INDEX = 2 << 3;
    private static final int TAG_STATE = 3 << 3 | 2;
    private static final int TAG_GROUP = 4 << 3 | 2;
    private static final int TAG_COMMIT = 5 << 3 | 2;
    /** How far beyond the expected index a record may lie to be taken for one of this log in {@link #recordBehind}. */
    private static final long SEARCH_INDEX_RANGE = 1L << 32;

    private final ByteWindow window;
    private final int maxRecordBytes;
    private long offset;

    /** What comes next in a segment. */
    sealed interface Step permits Entry, End, Broken {}

    /** A whole record with a right checksum. */
    record Entry(long offset, long endOffset, long term, long index) implements Step {}

    /** The end of the records; only zeros follow. */
    record End(long offset) implements Step {}

    /**
     * No whole record, and not the end.
     *
     * @param torn true if what is there can be the beginning of one record, followed only by zeros
     * @param lastNonZero offset of the file's last byte that is not zero
     */
    record Broken(long offset, String found, boolean torn, long lastNonZero) implements Step {}

    /**
     * Makes a reader.
     *
     * @param source the segment
     * @param maxRecordBytes longer records are refused as Ratis would refuse them
     */
    SegmentReader(ByteSource source, int maxRecordBytes) {
        this.window = new ByteWindow(source);
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Checks the header; {@link End} with offset 8 if it is right, else {@link Broken}. */
    Step header() throws IOException {
        int present = (int) Math.min(HEADER.length, window.size());
        for (int i = 0; i < present; i++) {
            if (window.at(i) != HEADER[i]) {
                long last = window.lastNonZero(i);
                boolean torn = last < i;
                String found = torn ? "the segment's header is incomplete" : "the segment's header is not RaftLog1";
                return new Broken(0, found, torn, window.lastNonZero(0));
            }
        }
        if (present < HEADER.length) {
            return new Broken(0, "the segment's header is incomplete", true, present - 1L);
        }
        offset = HEADER.length;
        return new End(offset);
    }

    /**
     * Reads the next record.
     *
     * @param expectedIndex the index it should have; used only to tell a torn record from one with others behind it
     */
    Step next(long expectedIndex) throws IOException {
        if (offset >= window.size()) {
            return new End(offset);
        }
        if (window.at(offset) == 0) {
            long other = window.firstNonZero(offset);
            return other == window.size()
                    ? new End(offset)
                    : new Broken(
                            offset,
                            "the records end here, but bytes other than zero follow at offset " + other,
                            false,
                            window.lastNonZero(other));
        }
        Frame frame = frame(offset);
        if (frame.fault != null) {
            return broken(frame.fault, frame.end, expectedIndex);
        }
        String fault = checksumFault(offset, frame);
        if (fault != null) {
            return broken(fault, frame.end, expectedIndex);
        }
        Entry entry = parse(offset, frame);
        if (entry == null) {
            return new Broken(
                    offset,
                    "the record's checksum is right, but it is not a log entry",
                    false,
                    window.lastNonZero(offset));
        }
        offset = entry.endOffset;
        return entry;
    }

    private Broken broken(String found, long end, long expectedIndex) throws IOException {
        long last = window.lastNonZero(offset);
        if (last >= end) {
            return new Broken(offset, found + ", and more follows at offset " + window.firstNonZero(end), false, last);
        }
        long other = recordBehind(offset + 1, last, expectedIndex);
        if (other >= 0) {
            return new Broken(offset, found + ", and a whole record follows at offset " + other, false, last);
        }
        return new Broken(offset, found, true, last);
    }

    /** Where a record's parts lie; {@code end} is behind what belongs to it, as far as known. */
    private record Frame(
            long body, long bodyEnd, long end, @Nullable String fault) {}

    private Frame frame(long from) throws IOException {
        long length = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            if (from + i >= window.size()) {
                return new Frame(0, 0, window.size(), "the record's length is cut off by the end of the file");
            }
            int b = window.at(from + i);
            length |= (long) (b & 0x7f) << (7 * i);
            if (b < 0x80) {
                if (b == 0 && i > 0) {
                    return new Frame(0, 0, from + i + 1, "the record's length is incomplete");
                }
                return framed(from, i + 1, length);
            }
        }
        return new Frame(0, 0, from + MAX_LENGTH_BYTES, "the record's length is not a number of 32 bits");
    }

    private Frame framed(long from, int lengthBytes, long length) throws IOException {
        if (length > maxRecordBytes) {
            return new Frame(
                    0,
                    0,
                    from + lengthBytes,
                    "the record says it has " + length + " bytes, more than " + maxRecordBytes);
        }
        long body = from + lengthBytes;
        long bodyEnd = body + length;
        long end = bodyEnd + CHECKSUM_BYTES;
        if (end > window.size()) {
            return new Frame(
                    body,
                    bodyEnd,
                    window.size(),
                    "the record of " + length + " bytes is cut off by the end of the file");
        }
        return new Frame(body, bodyEnd, end, null);
    }

    private @Nullable String checksumFault(long from, Frame frame) throws IOException {
        int stored = window.intAt(frame.bodyEnd);
        int computed = window.crc32c(from, frame.bodyEnd);
        return stored == computed
                ? null
                : String.format("the record's checksum is %08x, but its bytes give %08x", stored, computed);
    }

    /** Reads term and index of a log entry; null if it is none. Does not look at the checksum. */
    private @Nullable Entry parse(long from, Frame frame) throws IOException {
        long[] position = {frame.body};
        long term = field(TAG_TERM, position, frame.bodyEnd);
        long index = field(TAG_INDEX, position, frame.bodyEnd);
        int kind = position[0] < frame.bodyEnd ? window.at(position[0]) : 0;
        boolean whole = term >= 0 && index >= 0 && (kind == TAG_STATE || kind == TAG_GROUP || kind == TAG_COMMIT);
        return whole ? new Entry(from, frame.end, term, index) : null;
    }

    /** Reads one number of the entry; 0 if it is left out, -1 if it is broken. */
    private long field(int tag, long[] position, long end) throws IOException {
        if (position[0] >= end || window.at(position[0]) != tag) {
            return 0;
        }
        position[0]++;
        long value = 0;
        for (int shift = 0; shift <= 56 && position[0] < end; shift += 7) {
            int b = window.at(position[0]++);
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        return -1;
    }

    /** Searches a whole record of this log in a range; its offset, or -1. */
    private long recordBehind(long from, long to, long expectedIndex) throws IOException {
        for (long at = from; at <= to; at++) {
            if (window.at(at) == 0) {
                continue;
            }
            Frame frame = frame(at);
            Entry entry = frame.fault == null ? parse(at, frame) : null;
            if (entry != null
                    && entry.index >= expectedIndex
                    && entry.index - expectedIndex < SEARCH_INDEX_RANGE
                    && checksumFault(at, frame) == null) {
                return at;
            }
        }
        return -1;
    }
}
