package io.directorate.events.connection;

import java.util.Arrays;

/**
 * A batch as it travels between directors.
 *
 * @param header where it comes from
 * @param body a message of {@link SyncMessageCodec}; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below.
public record ConnectionBatch(BatchHeader header, byte[] body) {
    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectionBatch batch && header.equals(batch.header) && Arrays.equals(body, batch.body);
    }

    @Override
    public int hashCode() {
        return 31 * header.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return "ConnectionBatch[" + header + " " + body.length + " bytes]";
    }
}
