package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryFolderTest {
    @Test
    void sharedMemoryServesOnlyAsAnExecutableTmpfs() {
        String good = "tmpfs /dev/shm tmpfs rw,relatime,size=24684096k 0 0";
        String container = "shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0";

        assertThat(MemoryFolder.isMappable(List.of("x / ext4 rw 0 0", good), "/dev/shm"))
                .isTrue();
        assertThat(MemoryFolder.isMappable(List.of(container), "/dev/shm")).isFalse();
        assertThat(MemoryFolder.isMappable(List.of(good, container), "/dev/shm"))
                .isFalse();
        assertThat(MemoryFolder.isMappable(List.of("x /dev/shm ext4 rw 0 0"), "/dev/shm"))
                .isFalse();
        assertThat(MemoryFolder.isMappable(List.of("torn"), "/dev/shm")).isFalse();
    }

    @Test
    void anotherFolderServesWhereSharedMemoryIsTooSmall() {
        Path other = Path.of("/other");

        assertThat(MemoryFolder.choose(Integer.MAX_VALUE, other)).isEqualTo(other);
    }
}
