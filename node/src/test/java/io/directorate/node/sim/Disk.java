package io.directorate.node.sim;

import io.directorate.events.Gen;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The disk of one director: its journal in real files, and the model of its log.
 *
 * <p>A process that dies leaves its files as they are at that moment, which is as what a disk holds after each forced write; dying within a
 * transaction leaves only the beginning of what that transaction wrote.
 */
final class Disk {
    private static final String JOURNAL = "journal.db";

    private final Path root;
    private final RaftStore store = new RaftStore();
    private int generation;
    private long walBytesBefore;

    Disk(Path root) {
        this.root = root;
        make(keys());
    }

    RaftStore store() {
        return store;
    }

    Path journal() {
        return folder().resolve(JOURNAL);
    }

    Path keys() {
        return folder().resolve("keys");
    }

    Path file(String name) {
        return root.resolve(name);
    }

    private Path folder() {
        return root.resolve("files." + generation);
    }

    private Path wal() {
        return folder().resolve(JOURNAL + "-wal");
    }

    /** Notes what is there before a transaction. */
    void transactionBegins() {
        walBytesBefore = size(wal());
    }

    /**
     * Keeps what the disk holds now for the next process. The files of the one that died may then be closed and removed.
     *
     * @param torn whether the last transaction got there in part only
     * @return the files of the process that died
     */
    Path crash(Gen gen, boolean torn, int forgotten) {
        store.crash(gen, forgotten);
        Path left = folder();
        long walBytes = size(wal());
        long kept = torn && walBytes > walBytesBefore
                ? walBytesBefore + gen.number(0, Math.toIntExact(walBytes - walBytesBefore) - 1)
                : walBytes;
        generation++;
        make(keys());
        copy(left, folder());
        copy(left.resolve("keys"), keys());
        try {
            if (Files.exists(wal())) {
                try (RandomAccessFile file = new RandomAccessFile(wal().toFile(), "rw")) {
                    file.setLength(kept);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            List<Path> all = files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("-shm")
                            && !file.toString().endsWith(".lock"))
                    .toList();
            for (Path file : all) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a directory and all in it. */
    static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
