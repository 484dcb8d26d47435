package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a store. The kernel takes it back when the process dies, so nothing is left behind by a kill.
 */
public final class StoreLock implements AutoCloseable {
    private final StoreLayout layout;
    private final FileChannel channel;

    private StoreLock(StoreLayout layout, FileChannel channel) {
        this.layout = layout;
        this.channel = channel;
    }

    /**
     * Takes the lock, making the directory if it is missing.
     *
     * @param layout the store
     * @return the lock, to be closed
     * @throws StoreInUseException if somebody else holds it
     * @throws IOException if the lock file cannot be made or opened
     */
    public static StoreLock take(StoreLayout layout) throws IOException {
        Files.createDirectories(layout.root());
        Path file = layout.lock();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            throw new StoreInUseException(file);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new StoreInUseException(file);
        }
        return new StoreLock(layout, channel);
    }

    /**
     * What is locked.
     *
     * @return the store
     */
    public StoreLayout layout() {
        return layout;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
