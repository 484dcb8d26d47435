package io.directorate.events.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The files beside a database, and what keeps them safe.
 *
 * <p>The live database is never opened here: closing any descriptor of it would drop the POSIX locks that SQLite holds in this process
 * (sqlite.org/howtocorrupt.html 2.2).
 */
final class JournalFiles {
    private JournalFiles() {}

    static Path wal(Path file) {
        return beside(file, "-wal");
    }

    static Path sharedMemory(Path file) {
        return beside(file, "-shm");
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    static long sizeBytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Room for the owner on a file's disk; as if endless where that cannot be told. */
    static long roomBytes(Path file) {
        try {
            return Files.getFileStore(directoryOf(file)).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** Forces a file or a directory to the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Renames, and makes the new name durable. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directoryOf(to));
    }
}
