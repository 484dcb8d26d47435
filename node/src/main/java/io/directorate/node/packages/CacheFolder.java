package io.directorate.node.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder for things that can be had again: unpacked packages, indexes. Several processes may use it at once; changes
 * are made under {@link #locked}.
 *
 * @param path absolute
 */
public record CacheFolder(Path path) {
    /** Name of the system property and of the environment variable that set the folder. */
    public static final String SETTING = "DIRECTORATE_CACHE";

    /** File locks are per process; this one keeps the process's own threads apart. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    /** Makes the path absolute. */
    public CacheFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** The folder that system property, environment and home folder name, in that order. */
    public static CacheFolder ofThisUser() {
        return of(System.getProperty(SETTING), System.getenv(), System.getProperty("user.home"));
    }

    static CacheFolder of(@Nullable String property, Map<String, String> environment, String home) {
        String direct = property != null && !property.isBlank() ? property : environment.getOrDefault(SETTING, "");
        if (!direct.isBlank()) {
            return new CacheFolder(Path.of(direct));
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isBlank() || !Path.of(xdg).isAbsolute() ? Path.of(home, ".cache") : Path.of(xdg);
        return new CacheFolder(caches.resolve("directorate"));
    }

    /**
     * Does work while no other thread and no other process does any in this folder; waits for its turn.
     *
     * @throws UncheckedIOException when the folder cannot be made or locked
     */
    public <T> T locked(Supplier<T> work) {
        THREADS.lock();
        try {
            if (THREADS.getHoldCount() > 1) {
                return work.get();
            }
            Files.createDirectories(path);
            try (FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Released with the channel.
                channel.lock();
                return work.get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot use the cache folder " + path + " (set " + SETTING + " to another one): " + e, e);
        } finally {
            THREADS.unlock();
        }
    }
}
