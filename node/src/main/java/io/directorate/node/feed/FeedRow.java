package io.directorate.node.feed;

import io.directorate.events.journal.JournalRow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An event with its cause, as the body of an item of the feed: what a follower needs to make the same row of its journal.
 *
 * <pre>
 * version 1, one byte; 1 if the event is the last one of its log entry, one byte; time, 8 bytes; then texts, each with its length in 4 bytes:
 * command id, digest, actor, reason, the event as JSON
 * </pre>
 *
 * @param cause the command behind it
 * @param json the event
 * @param last whether it is the last event of its log entry; entries are applied whole
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and the array never changed.
record FeedRow(JournalRow.Cause cause, byte[] json, boolean last) {
    private static final int VERSION = 1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(last);
            out.writeLong(cause.timeMillis());
            text(out, cause.commandId());
            text(out, cause.digest());
            text(out, cause.actor());
            text(out, cause.reason());
            out.writeInt(json.length);
            out.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static FeedRow decode(byte[] body) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            if (in.readByte() != VERSION) {
                throw new IllegalArgumentException(
                        "this event of the feed is of another version: install builds that fit together");
            }
            boolean last = in.readBoolean();
            long timeMillis = in.readLong();
            String commandId = text(in);
            String digest = text(in);
            String actor = text(in);
            String reason = text(in);
            FeedRow row =
                    new FeedRow(new JournalRow.Cause(commandId, digest, actor, reason, timeMillis), part(in), last);
            if (in.available() > 0) {
                throw new IllegalArgumentException(
                        "this event of the feed is followed by " + in.available() + " bytes");
            }
            return row;
        } catch (IOException e) {
            throw new IllegalArgumentException("this event of the feed is broken off: " + e.getMessage(), e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(part(in), StandardCharsets.UTF_8);
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("this event of the feed says that it has a part of " + length
                    + " bytes, but " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }
}
