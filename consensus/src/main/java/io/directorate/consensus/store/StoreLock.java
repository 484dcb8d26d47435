package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a store. The kernel takes it back when the process dies, so nothing is left behind by a kill.
 */
public final class StoreLock implements AutoCloseable {
    /**
     * Lock files that this process holds. The kernel's locks belong to the process: closing a second channel of the same
     * file would give up the first one's lock, so a second one must never be opened.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final StoreLayout layout;
    private final Path key;
    private final FileChannel channel;

    private StoreLock(StoreLayout layout, Path key, FileChannel channel) {
        this.layout = layout;
        this.key = key;
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
        Path key = layout.root().toRealPath();
        if (!HELD.add(key)) {
            throw new StoreInUseException(file);
        }
        boolean taken = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            taken = lock != null;
            if (!taken) {
                throw new StoreInUseException(file);
            }
            return new StoreLock(layout, key, channel);
        } catch (OverlappingFileLockException otherLoader) {
            throw new StoreInUseException(file);
        } finally {
            if (!taken) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(key);
            }
        }
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
        if (channel.isOpen()) {
            channel.close();
            HELD.remove(key);
        }
    }
}
