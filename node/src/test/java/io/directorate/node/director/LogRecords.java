package io.directorate.node.director;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The records of the log segment that is being written, for tests that tear one. Written apart from the code under test.
 *
 * <p>Format (Ratis 3.3, {@code SegmentedRaftLogFormat}): "RaftLog1", then for each record the length as a varint, so many bytes of {@code
 * LogEntryProto}, and a checksum of 4 bytes; then zeros.
 *
 * @param file the segment
 * @param bytes all of it
 * @param records in order
 */
// Compared by its fields one by one, never as a whole.
@SuppressWarnings("ArrayRecordComponent")
record LogRecords(Path file, byte[] bytes, List<Entry> records) {
    private static final int HEADER_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;
    /** Field 3 of {@code LogEntryProto}: what the state machine gets. */
    private static final int CHANGE_TAG = 3 << 3 | 2;

    /** Where a record lies; {@code end} is behind its checksum. */
    record Entry(int begin, int end, int tag) {
        boolean isChange() {
            return tag == CHANGE_TAG;
        }
    }

    /** Reads the open segment below a director's data directory. */
    static LogRecords read(Path dataDir) throws IOException {
        Path file;
        try (var files = Files.walk(dataDir.resolve("log").resolve("store"))) {
            file = files.filter(each -> String.valueOf(each.getFileName()).startsWith("log_inprogress_"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no open segment in " + dataDir));
        }
        byte[] bytes = Files.readAllBytes(file);
        List<Entry> records = new ArrayList<>();
        int at = HEADER_BYTES;
        while (at < bytes.length && bytes[at] != 0) {
            int[] position = {at};
            int length = varint(bytes, position);
            int end = position[0] + length + CHECKSUM_BYTES;
            int tag = bytes[position[0]];
            while (tag == (1 << 3) || tag == (2 << 3)) {
                position[0]++;
                varint(bytes, position);
                tag = bytes[position[0]];
            }
            records.add(new Entry(at, end, tag));
            at = end;
        }
        return new LogRecords(file, bytes, records);
    }

    private static int varint(byte[] bytes, int[] position) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = bytes[position[0]++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    Entry last() {
        return records.get(records.size() - 1);
    }

    Entry lastChange() {
        return records.stream()
                .filter(Entry::isChange)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Leaves only the first bytes of the last record. */
    void tearLast(int bytesLeft) throws IOException {
        write(last().begin() + bytesLeft, new byte[last().end() - last().begin() - bytesLeft]);
    }

    /** Shortens the file to the middle of the record in the middle. */
    void tearHalf() throws IOException {
        Entry middle = middle();
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength((middle.begin() + middle.end()) / 2);
        }
    }

    /** A record with others behind it. */
    Entry middle() {
        return records.get(records.size() / 2);
    }

    /** Changes one byte in the middle of the log. */
    void changeByteInTheMiddle() throws IOException {
        int at = middle().end() - CHECKSUM_BYTES - 1;
        write(at, new byte[] {(byte) (bytes[at] ^ 1)});
    }

    /** Begins another record like the last change, and does not finish it. */
    void beginAnother(int bytesWritten) throws IOException {
        Entry change = lastChange();
        write(last().end(), Arrays.copyOfRange(bytes, change.begin(), change.begin() + bytesWritten));
    }

    private void write(int offset, byte[] what) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(what);
        }
    }
}
