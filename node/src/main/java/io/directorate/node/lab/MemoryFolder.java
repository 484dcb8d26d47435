package io.directorate.node.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Chooses where the guest's memory lies: a sparse file that the kernel maps executable. */
final class MemoryFolder {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long MEGABYTE = 1L << 20;

    private MemoryFolder() {}

    /**
     * Shared memory where it is big enough and mappable (containers often give 64 MB or forbid execution), else the
     * other folder.
     */
    static Path choose(int memoryMegabytes, Path other) {
        try {
            List<String> mounts = Files.readAllLines(Path.of("/proc/mounts"));
            if (isMappable(mounts, SHARED_MEMORY.toString())
                    && Files.isWritable(SHARED_MEMORY)
                    && Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= memoryMegabytes * MEGABYTE) {
                return SHARED_MEMORY;
            }
        } catch (IOException unreadable) {
            return other;
        }
        return other;
    }

    /** Whether this is the mount point of a tmpfs that allows execution; the last mount there counts. */
    static boolean isMappable(List<String> mounts, String mountPoint) {
        boolean mappable = false;
        for (String line : mounts) {
            String[] field = line.split(" ", -1);
            if (field.length >= 4 && field[1].equals(mountPoint)) {
                mappable = field[2].equals("tmpfs")
                        && !List.of(field[3].split(",")).contains("noexec");
            }
        }
        return mappable;
    }
}
