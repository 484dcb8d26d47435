package io.directorate.node.lab.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes into UTF-8 lines as they arrive. Used by one thread. */
public final class LineSplitter {
    /** A line longer than this is handed on in pieces, so that a stream without line ends stays bounded. */
    public static final int MAX_LINE_BYTES = 1 << 20;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    /** Hands each line, without its line end, to the consumer. */
    public LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Takes the next bytes. */
    public void accept(byte[] bytes, int length) {
        int start = 0;
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\n') {
                pending.write(bytes, start, at - start);
                flush();
                start = at + 1;
            } else if (pending.size() + at - start >= MAX_LINE_BYTES) {
                pending.write(bytes, start, at - start);
                flush();
                start = at;
            }
        }
        pending.write(bytes, start, length - start);
    }

    /** Hands on a last line that has no line end. */
    public void finish() {
        if (pending.size() > 0) {
            flush();
        }
    }

    private void flush() {
        String line = pending.toString(StandardCharsets.UTF_8);
        pending.reset();
        lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
}
