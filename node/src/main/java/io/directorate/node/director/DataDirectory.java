package io.directorate.node.director;

import io.directorate.events.journal.JournalOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The director's folder on disk, held by one process at a time.
 *
 * <pre>
 * DATA/director.lock   held while a director runs
 * DATA/journal/        the history (SQLite)
 * DATA/log/            the service log (Raft)
 * DATA/keys/           key that signs the journal's anchors
 * DATA/cluster         which cluster the log belongs to; not there for a director alone
 * DATA/tmp/            unpacked native libraries; emptied at each start
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, making it if it is not there.
     *
     * @param root of the folder
     * @return the folder, held until closed or until the process dies
     * @throws IOException if it cannot be made or written, or if another process holds it
     */
    public static DataDirectory take(Path root) throws IOException {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        FileChannel channel =
                FileChannel.open(root.resolve("director.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException(
                    root + " is in use by another director process; stop it, or give this one a dataDir of its own");
        }
        DataDirectory directory = new DataDirectory(root, channel, lock);
        Files.createDirectories(directory.journal().getParent());
        directory.emptyTemporary();
        return directory;
    }

    /** A process that was killed leaves its unpacked libraries behind. */
    private void emptyTemporary() throws IOException {
        Path temporary = Files.createDirectories(temporary());
        List<Path> left;
        try (Stream<Path> files = Files.walk(temporary)) {
            left = files.filter(file -> !file.equals(temporary))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : left) {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Returns the folder itself.
     *
     * @return its path
     */
    public Path root() {
        return root;
    }

    /**
     * Returns the journal's file.
     *
     * @return the database
     */
    public Path journal() {
        return root.resolve("journal").resolve("journal.db");
    }

    /**
     * Returns the service log's folder.
     *
     * @return the folder
     */
    public Path log() {
        return root.resolve("log");
    }

    /**
     * Returns the file that remembers the cluster.
     *
     * @return the file
     */
    public Path cluster() {
        return root.resolve("cluster");
    }

    /**
     * Sets journal and log aside, to begin anew, and with them the signed end of that history: another one may follow. Nothing may have them open.
     *
     * @param suffix of the names that keep them
     * @throws IOException if that fails
     */
    void setAside(String suffix) throws IOException {
        for (Path from : List.of(root.resolve("journal"), root.resolve("log"), JournalOptions.signedEnd(keys()))) {
            if (Files.exists(from)) {
                Files.move(from, from.resolveSibling(from.getFileName() + ".set-aside." + suffix));
            }
        }
        Files.createDirectories(root.resolve("journal"));
    }

    /** How many journals were set aside and are still here. */
    int setAsideCount() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return (int) files.filter(file -> String.valueOf(file.getFileName()).startsWith("journal.set-aside."))
                    .count();
        }
    }

    /**
     * Returns the folder of keys.
     *
     * @return the folder
     */
    public Path keys() {
        return root.resolve("keys");
    }

    /**
     * Returns the folder for files that no restart needs.
     *
     * @return the folder
     */
    public Path temporary() {
        return root.resolve("tmp");
    }

    /**
     * Returns the command that mends what is damaged in it.
     *
     * @return ready to be typed
     */
    public String mendCommand() {
        return "directorate cluster recover --data-dir " + root;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
