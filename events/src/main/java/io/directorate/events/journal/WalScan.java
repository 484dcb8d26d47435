package io.directorate.events.journal;

import io.directorate.events.journal.JournalDamagedException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at a write-ahead log before SQLite does. SQLite ends the log, without a word, at the first frame whose checksum is wrong; that is right for a
 * last transaction that a crash tore, and loses acknowledged ones if the damage is further up. This tells the two apart.
 *
 * <p>Format (sqlite.org/fileformat2.html 4): a header of 32 bytes, then frames of 24 bytes and a page. A frame belongs to this log if it repeats the
 * header's two salts; the rest of the file is left from earlier ones. Checksums run on from frame to frame, and each frame holds its own, so a frame
 * behind a bad one can still be judged. The writer forces the log at each commit before it begins the next transaction: whatever lies behind a bad
 * frame and is more than the rest of one transaction proves that the bad frame was once whole.
 */
final class WalScan {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int PAGE_HIGHEST_BYTES = 65_536;

    private final FileChannel channel;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    private ByteBuffer frame = ByteBuffer.allocate(0);
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private int sum1;
    private int sum2;

    /**
     * What a scan found.
     *
     * @param frames whole and committed
     * @param damage if acknowledged transactions are lost
     * @param notice if an unacknowledged one is
     */
    record Result(long frames, Optional<Damage> damage, Optional<String> notice) {
        private static Result clean(long frames) {
            return new Result(frames, Optional.empty(), Optional.empty());
        }
    }

    private WalScan(FileChannel channel) {
        this.channel = channel;
    }

    static Result scan(Path wal) throws IOException {
        if (Files.notExists(wal) || Files.size(wal) == 0) {
            return Result.clean(0);
        }
        try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.READ)) {
            return new WalScan(channel).scan();
        }
    }

    private Result scan() throws IOException {
        if (!fill(header, 0)) {
            return new Result(
                    0,
                    Optional.empty(),
                    Optional.of("cut off a write-ahead log of " + channel.size() + " bytes, less than its header"));
        }
        int pageBytes = header.getInt(8);
        boolean shaped = (header.getInt(0) & ~1) == MAGIC
                && Integer.bitCount(pageBytes) == 1
                && pageBytes >= 512
                && pageBytes <= PAGE_HIGHEST_BYTES;
        order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        add(header, 0, 24);
        if (!shaped || sum1 != header.getInt(24) || sum2 != header.getInt(28)) {
            return badHeader();
        }
        frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageBytes);
        long number = 0;
        long committed = 0;
        while (read(number) && isOurs() && follows()) {
            number++;
            if (frame.getInt(4) != 0) {
                committed = number;
            }
        }
        return judge(committed, number);
    }

    /** A header is written with the first transaction, so with a bad one there was at most that, unless the frames show more. */
    private Result badHeader() throws IOException {
        boolean zero = true;
        for (int i = 0; i < HEADER_BYTES; i++) {
            zero &= header.get(i) == 0;
        }
        if (zero) {
            return Result.clean(0);
        }
        return channel.size() > HEADER_BYTES
                ? new Result(0, Optional.of(Damage.at(0, "header of the write-ahead log is wrong")), Optional.empty())
                : new Result(0, Optional.empty(), Optional.of("cut off a torn header of the write-ahead log"));
    }

    /**
     * Judges what lies behind the last whole commit. Only a commit further on that the frame before it leads to is evidence of loss; an append that was
     * rolled back, for want of space say, leaves frames without one.
     */
    private Result judge(long committed, long good) throws IOException {
        Set<Integer> pages = new HashSet<>();
        long last = committed;
        long count = 0;
        long laterCommit = -1;
        boolean loss = false;
        boolean previousOurs = false;
        for (long number = committed; read(number) && !loss; number++) {
            boolean ours = isOurs();
            boolean linked = ours && previousOurs && follows();
            if (ours) {
                last = number + 1;
                count++;
                pages.add(frame.getInt(0));
                loss = linked && laterCommit >= 0 && laterCommit == number - 1;
                if (number > good && linked && frame.getInt(4) != 0) {
                    laterCommit = number;
                    // A transaction writes a page once, and each writes the page of the applied position.
                    loss |= pages.size() < count;
                }
                sum1 = frame.getInt(16);
                sum2 = frame.getInt(20);
            }
            previousOurs = ours;
        }
        if (loss) {
            return new Result(
                    committed,
                    Optional.of(
                            Damage.at(offset(good), "checksum of a frame is wrong, and whole transactions follow it")),
                    Optional.empty());
        }
        return last == committed
                ? Result.clean(committed)
                : new Result(
                        committed,
                        Optional.empty(),
                        Optional.of("cut off an unfinished transaction of " + (last - committed)
                                + " frames at byte offset " + offset(committed)
                                + " of the write-ahead log; it was never acknowledged"));
    }

    private long offset(long number) {
        return HEADER_BYTES + number * frame.capacity();
    }

    private boolean read(long number) throws IOException {
        return fill(frame, offset(number));
    }

    private boolean fill(ByteBuffer buffer, long from) throws IOException {
        buffer.clear();
        long position = from;
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, position);
            if (count < 0) {
                return false;
            }
            position += count;
        }
        return true;
    }

    private boolean isOurs() {
        return frame.getInt(8) == header.getInt(16) && frame.getInt(12) == header.getInt(20);
    }

    private boolean follows() {
        add(frame, 0, 8);
        add(frame, FRAME_HEADER_BYTES, frame.capacity());
        return sum1 == frame.getInt(16) && sum2 == frame.getInt(20);
    }

    /** The running checksum over pairs of words, in the byte order that the magic number tells. */
    private void add(ByteBuffer buffer, int from, int to) {
        ByteBuffer words = buffer.duplicate().order(order);
        for (int at = from; at < to; at += 8) {
            sum1 += words.getInt(at) + sum2;
            sum2 += words.getInt(at + 4) + sum1;
        }
    }
}
