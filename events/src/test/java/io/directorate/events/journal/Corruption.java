package io.directorate.events.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Damages files as disks, crashes and hands do. */
final class Corruption {
    private Corruption() {}

    /** Turns all bits of 16 bytes. */
    static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(16);
            channel.read(bytes, offset);
            bytes.flip();
            for (int i = 0; i < bytes.limit(); i++) {
                bytes.put(i, (byte) ~bytes.get(i));
            }
            channel.write(bytes, offset);
        }
    }

    /** Finds a text in a file. */
    static long offsetOf(Path file, String text) throws IOException {
        int offset = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(text);
        if (offset < 0) {
            throw new IOException(file + " does not hold '" + text + "'");
        }
        return offset;
    }

    static void truncate(Path file, long sizeBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(sizeBytes);
        }
    }

    static void zero(Path file, long from, long to) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) (to - from)), from);
        }
    }

    /** Copies a journal's files as a crash would leave them at this moment. */
    static Path crashCopy(Path file, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path copy = directory.resolve(file.getFileName());
        Files.copy(file, copy);
        if (Files.exists(JournalFiles.wal(file))) {
            Files.copy(JournalFiles.wal(file), JournalFiles.wal(copy));
        }
        return copy;
    }
}
