package io.directorate.node.lab;

import io.directorate.node.lab.shell.LineSplitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A growing file that the guest writes and the host follows line by line. Used by one thread. */
final class OutputFile implements AutoCloseable {
    /** More than this of one output is handed on by line, but left out of the result. */
    static final int MAX_KEPT_BYTES = 64 << 20;

    private final Path file;
    private final InputStream source;
    private final LineSplitter lines;
    private final byte[] buffer = new byte[64 << 10];

    OutputFile(Path file, Consumer<String> consumer) throws IOException {
        this.file = Files.createFile(file);
        this.source = Files.newInputStream(file);
        this.lines = new LineSplitter(consumer);
    }

    /** Hands on what has come since the last call. */
    void follow() throws IOException {
        for (int n = source.read(buffer); n > 0; n = source.read(buffer)) {
            lines.accept(buffer, n);
        }
    }

    /** Hands on the rest and returns all. */
    String finish() throws IOException {
        follow();
        lines.finish();
        try (InputStream all = Files.newInputStream(file)) {
            return new String(all.readNBytes(MAX_KEPT_BYTES), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
