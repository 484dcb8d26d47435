package io.directorate.node.pki;

import io.directorate.consensus.store.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: it is filled beside its place under a name of its own, forced to disk, and renamed. What a crash
 * leaves behind is named {@code .new-*} and may be deleted.
 */
final class NewFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private final Path temporary;
    private boolean moved;

    private NewFolder(Path temporary) {
        this.temporary = temporary;
    }

    /** Begins one in a folder that exists. */
    static NewFolder in(Path parent, long randomBits) throws IOException {
        Path temporary = parent.resolve(".new-" + Long.toHexString(randomBits));
        Files.createDirectory(temporary, PosixFilePermissions.asFileAttribute(FOLDER));
        return new NewFolder(temporary);
    }

    /** Makes a folder and those above it, for its owner alone; one that exists stays as it is. */
    static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
    }

    Path path() {
        return temporary;
    }

    void writeSecret(String name, String content) throws IOException {
        write(temporary.resolve(name), content, SECRET);
    }

    void writePublic(String name, String content) throws IOException {
        write(temporary.resolve(name), content, PUBLIC);
    }

    /** The mode holds from the first moment; a second time, because the process's mask may have taken from it. */
    private static void write(Path file, String content, Set<PosixFilePermission> mode) throws IOException {
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(mode);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, attribute)) {
            ByteBuffer buffer = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            Files.setPosixFilePermissions(file, mode);
            channel.force(true);
        }
    }

    /**
     * Puts the folder in its place.
     *
     * @param place that does not exist, or is an empty folder; rename(2) refuses any other
     */
    void moveTo(Path place) throws IOException {
        DurableFiles.forceDirectory(temporary);
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
        Path parent = place.toAbsolutePath().getParent();
        if (parent != null) {
            DurableFiles.forceDirectory(parent);
        }
    }

    /** Takes away what was not put in its place. */
    @Override
    public void close() throws IOException {
        if (moved) {
            return;
        }
        try (Stream<Path> files = Files.list(temporary)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(temporary);
    }
}
