package io.directorate.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneException.Reason;
import io.directorate.dataplane.netlink.Errno;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysctlsTest {
    private final Path root;

    SysctlsTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void readsAndWritesOneFileForEachSetting() throws IOException {
        Files.writeString(root.resolve("conntrack"), "0\n");
        Sysctls sysctls = new Sysctls(root, Sysctls.Place.HERE);

        assertThat(sysctls.read("conntrack")).contains("0");
        assertThat(sysctls.write("conntrack", "1")).isEmpty();
        assertThat(sysctls.read("conntrack")).contains("1");
    }

    @Test
    void neverLeavesItsDirectoryAndNeverMakesAFile() throws IOException {
        Path inner = Files.createDirectory(root.resolve("vs"));
        Files.writeString(root.resolve("outside"), "1");
        Sysctls sysctls = new Sysctls(inner, Sysctls.Place.HERE);

        assertThat(sysctls.read("../outside")).isEmpty();
        assertThat(sysctls.write("../outside", "2")).contains(Errno.ENOENT);
        assertThat(sysctls.write("nosuch", "2")).contains(Errno.ENOENT);
        assertThat(Files.readString(root.resolve("outside"))).isEqualTo("1");
        assertThat(inner).isEmptyDirectory();
    }

    @Test
    void refusesValuesThatAreNone() throws IOException {
        Files.writeString(root.resolve("conntrack"), "0");
        Sysctls sysctls = new Sysctls(root, Sysctls.Place.HERE);

        assertThat(sysctls.write("conntrack", "")).contains(Errno.EINVAL);
        assertThat(sysctls.write("conntrack", "1\n1")).contains(Errno.EINVAL);
        assertThat(sysctls.write("conntrack", "1".repeat(257))).contains(Errno.EINVAL);
        assertThat(sysctls.read("conntrack")).contains("0");
    }

    @Test
    void tellsADirectoryInPlaceOfASetting() throws IOException {
        Files.createDirectory(root.resolve("conntrack"));

        DataplaneException error = catchThrowableOfType(
                DataplaneException.class, () -> new Sysctls(root, Sysctls.Place.HERE).read("conntrack"));

        assertThat(error.reason()).isEqualTo(Reason.REFUSED);
        assertThat(error).hasMessageContaining("conntrack").hasMessageContaining("EISDIR");
    }

    @Test
    void tellsAPlaceThatCannotBeReached() {
        Sysctls.Place nowhere = new Sysctls.Place() {
            @Override
            public <T> T call(Callable<T> work) {
                throw new IllegalStateException("took longer than PT30S");
            }
        };

        DataplaneException error =
                catchThrowableOfType(DataplaneException.class, () -> new Sysctls(root, nowhere).read("conntrack"));

        assertThat(error.reason()).isEqualTo(Reason.UNKNOWN_OUTCOME);
        assertThat(error).hasMessageContaining("took longer");
    }

    @Test
    void findsTheErrorNumberOfAnException() {
        assertThat(Sysctls.errnoOf(new AccessDeniedException("x"))).isEqualTo(Errno.EACCES);
        assertThat(Sysctls.errnoOf(new FileSystemException("x", null, "Read-only file system")))
                .isEqualTo(Errno.EROFS);
        assertThat(Sysctls.errnoOf(new IOException("Invalid argument"))).isEqualTo(Errno.EINVAL);
        assertThat(Sysctls.errnoOf(new IOException("something else"))).isEqualTo(Errno.EIO);
    }
}
