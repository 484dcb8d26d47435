package io.directorate.node.client;

import io.directorate.node.client.UnixHttpException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** The body of an answer: in chunks, of a known length, or until the connection ends (RFC 9112 6.3). One thread. */
final class HttpBody {
    private static final int MAX_CHUNK_LINE = 4096;
    private static final int HEX = 16;

    private enum Framing {
        CHUNKS,
        LENGTH,
        UNTIL_CLOSE
    }

    private final UnixHttpConnection connection;
    private final Framing framing;
    private long left;
    private boolean firstChunk = true;
    private boolean ended;

    private HttpBody(UnixHttpConnection connection, Framing framing, long left) {
        this.connection = connection;
        this.framing = framing;
        this.left = left;
    }

    static HttpBody of(UnixHttpConnection connection, Map<String, String> headers) throws UnixHttpException {
        String coding = headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT);
        if (coding.equals("chunked")) {
            return new HttpBody(connection, Framing.CHUNKS, 0);
        }
        if (!coding.isEmpty()) {
            throw connection.failure(Reason.BAD_ANSWER, "transfer encoding '" + coding + "' is not known");
        }
        String length = headers.get("content-length");
        if (length == null) {
            return new HttpBody(connection, Framing.UNTIL_CLOSE, Long.MAX_VALUE);
        }
        try {
            long bytes = Long.parseUnsignedLong(length);
            if (bytes >= 0) {
                return new HttpBody(connection, Framing.LENGTH, bytes);
            }
        } catch (NumberFormatException e) {
            throw connection.failure(Reason.BAD_ANSWER, "content length '" + length + "' is not a number");
        }
        throw connection.failure(Reason.BAD_ANSWER, "content length " + length + " is too large");
    }

    /**
     * Reads what is there, at least one byte.
     *
     * @return how many bytes; -1 at the end
     */
    int read(byte[] buffer) throws IOException {
        if (framing == Framing.CHUNKS && left == 0 && !ended) {
            nextChunk();
        }
        if (ended || left == 0) {
            return -1;
        }
        int count = connection.read(buffer, (int) Math.min(buffer.length, left));
        if (count >= 0) {
            left -= count;
            return count;
        }
        if (framing == Framing.UNTIL_CLOSE) {
            ended = true;
            return -1;
        }
        throw connection.failure(Reason.BROKEN, "the connection ended before the answer was complete");
    }

    private void nextChunk() throws IOException {
        if (!firstChunk && !connection.readLine(MAX_CHUNK_LINE).isEmpty()) {
            throw connection.failure(Reason.BAD_ANSWER, "a chunk is longer than it says");
        }
        firstChunk = false;
        String line = connection.readLine(MAX_CHUNK_LINE);
        int end = line.indexOf(';');
        String size = (end < 0 ? line : line.substring(0, end)).trim();
        try {
            left = Integer.parseInt(size, HEX);
        } catch (NumberFormatException e) {
            left = -1;
        }
        if (left < 0) {
            throw connection.failure(Reason.BAD_ANSWER, "chunk size '" + size + "' is not a number");
        }
        if (left == 0) {
            ended = true;
            // Fields after the last chunk say nothing that is needed.
            for (int lines = 0; !connection.readLine(MAX_CHUNK_LINE).isEmpty(); lines++) {
                if (lines > 100) {
                    throw connection.failure(Reason.BAD_ANSWER, "more than 100 fields follow the last chunk");
                }
            }
        }
    }

    /** Reads to the end, at most a number of bytes; what is longer is cut off. */
    byte[] readAll(int most) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        for (int count = read(buffer); count >= 0 && content.size() < most; count = read(buffer)) {
            content.write(buffer, 0, Math.min(count, most - content.size()));
        }
        return content.toByteArray();
    }
}
