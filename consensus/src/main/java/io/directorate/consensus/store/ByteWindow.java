package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A view of a {@link ByteSource} through one buffer of fixed size. */
final class ByteWindow {
    private static final int BYTES = 64 << 10;

    private final ByteSource source;
    private final byte[] buffer = new byte[BYTES];
    private long start;
    private int filled;

    ByteWindow(ByteSource source) {
        this.source = source;
    }

    long size() {
        return source.size();
    }

    /** The byte at an offset inside the source, 0 to 255. */
    int at(long offset) throws IOException {
        if (offset < start || offset >= start + filled) {
            load(offset);
        }
        return buffer[(int) (offset - start)] & 0xff;
    }

    /** Four bytes, most significant first. */
    int intAt(long offset) throws IOException {
        return at(offset) << 24 | at(offset + 1) << 16 | at(offset + 2) << 8 | at(offset + 3);
    }

    /** CRC-32C of a range inside the source. */
    int crc32c(long from, long to) throws IOException {
        CRC32C crc = new CRC32C();
        long offset = from;
        while (offset < to) {
            at(offset);
            int inBuffer = (int) (offset - start);
            int count = (int) Math.min(filled - inBuffer, to - offset);
            crc.update(buffer, inBuffer, count);
            offset += count;
        }
        return (int) crc.getValue();
    }

    /** First offset at or behind {@code from} with a byte that is not zero; {@link #size} if there is none. */
    long firstNonZero(long from) throws IOException {
        long offset = from;
        while (offset < size() && at(offset) == 0) {
            offset++;
        }
        return offset;
    }

    /** Last offset at or behind {@code from} with a byte that is not zero; {@code from - 1} if there is none. */
    long lastNonZero(long from) throws IOException {
        long last = from - 1;
        for (long offset = from; offset < size(); offset++) {
            if (at(offset) != 0) {
                last = offset;
            }
        }
        return last;
    }

    private void load(long offset) throws IOException {
        // Going back a little is common (a search that missed); keep half a window behind the wanted byte.
        long from = offset < start ? Math.max(0, offset - BYTES / 2) : offset;
        ByteBuffer into = ByteBuffer.wrap(buffer);
        filled = 0;
        start = from;
        while (into.hasRemaining()) {
            int read = source.read(from + into.position(), into);
            if (read <= 0) {
                break;
            }
        }
        filled = into.position();
        if (offset >= start + filled) {
            filled = 0;
            throw new IOException("file became shorter while it was read: no byte at offset " + offset);
        }
    }
}
