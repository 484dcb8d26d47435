package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** File operations that are still there after a power loss: each forces what it wrote, and the directory entry. */
public final class DurableFiles {
    private static final int COPY_BUFFER_BYTES = 64 << 10;

    private DurableFiles() {}

    /**
     * Forces a file's content to disk.
     *
     * @param file an existing file
     * @throws IOException if that fails
     */
    public static void forceFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Forces a directory's entries to disk.
     *
     * @param directory an existing directory
     * @throws IOException if that fails
     */
    public static void forceDirectory(Path directory) throws IOException {
        forceFile(directory);
    }

    /**
     * Replaces a file by new content, so that after a crash there is either the old or the new one.
     *
     * @param file the file, existing or not
     * @param content what it shall contain
     * @throws IOException if that fails
     */
    public static void writeAtomically(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        moveIntoPlace(temporary, file);
    }

    /**
     * Renames a file or directory and forces the directory it goes to.
     *
     * @param from what to rename
     * @param to its new path, on the same file system; an existing file is replaced
     * @throws IOException if that fails
     */
    public static void moveIntoPlace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = to.toAbsolutePath().getParent();
        if (directory != null) {
            forceDirectory(directory);
        }
    }

    /**
     * Lists a directory, sorted by name.
     *
     * @param directory the directory; a missing one counts as empty
     * @return paths of its entries
     * @throws IOException if it cannot be read
     */
    public static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException missing) {
            return List.of();
        }
    }

    /**
     * Adds up the sizes of all files below a directory. Files that vanish meanwhile count as 0.
     *
     * @param directory the directory
     * @return bytes
     */
    public static long treeBytes(Path directory) {
        java.io.File[] entries = directory.toFile().listFiles();
        if (entries == null) {
            return 0;
        }
        long sum = 0;
        for (java.io.File entry : entries) {
            sum += entry.isDirectory() ? treeBytes(entry.toPath()) : entry.length();
        }
        return sum;
    }

    /** Copies the first bytes of a file to a new file and forces it; the directory entry too. */
    static void copyPrefix(Path from, long bytes, Path to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(COPY_BUFFER_BYTES);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long left = bytes;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(left, buffer.capacity()));
                int read = in.read(buffer);
                if (read < 0) {
                    break;
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                left -= read;
            }
            out.force(true);
        }
        Path directory = to.toAbsolutePath().getParent();
        if (directory != null) {
            forceDirectory(directory);
        }
    }

    /** Cuts a file to a length and forces it. */
    static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }
}
