package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that can be read at any offset. */
interface ByteSource {
    /** How many bytes there are. */
    long size();

    /** Fills the buffer from an offset as far as there are bytes; returns how many, at least 1 if offset is inside. */
    int read(long offset, ByteBuffer into) throws IOException;

    /** The bytes of an open file, whose size is taken now. */
    static ByteSource of(FileChannel channel) throws IOException {
        long size = channel.size();
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public int read(long offset, ByteBuffer into) throws IOException {
                return channel.read(into, offset);
            }
        };
    }

    /** The bytes of an array. */
    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int read(long offset, ByteBuffer into) {
                if (offset >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(into.remaining(), bytes.length - offset);
                into.put(bytes, (int) offset, count);
                return count;
            }
        };
    }
}
