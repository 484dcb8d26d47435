package io.directorate.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void knowsEveryNumberOfLinux() {
        for (int number = 1; number <= 133; number++) {
            boolean unused = number == 41 || number == 58;
            assertThat(Errno.of(number) == null).as("errno %d", number).isEqualTo(unused);
        }
        for (Errno errno : Errno.values()) {
            assertThat(Errno.of(errno.number())).isSameAs(errno);
            assertThat(errno.text()).isNotBlank();
        }
    }

    @Test
    void namesNumbersThatLinuxDoesNotHave() {
        assertThat(Errno.nameOf(3)).isEqualTo("ESRCH");
        assertThat(Errno.textOf(3)).isEqualTo("No such process");
        assertThat(Errno.nameOf(4711)).isEqualTo("errno 4711");
        assertThat(Errno.textOf(-1)).isEqualTo("unknown error");
        assertThat(Errno.of(0)).isNull();
    }

    @Test
    void tellsKindsOfErrors() {
        for (Errno errno : Errno.values()) {
            NetlinkException error = new NetlinkException("test", errno.number(), 0);
            assertThat(error.isNotFound())
                    .isEqualTo(
                            switch (errno) {
                                case ENOENT, ESRCH, ENODEV, ENXIO, EADDRNOTAVAIL -> true;
                                default -> false;
                            });
            assertThat(error.exists()).isEqualTo(errno == Errno.EEXIST);
            assertThat(error.isPermissionDenied()).isEqualTo(errno == Errno.EPERM || errno == Errno.EACCES);
            assertThat(error).hasMessageContaining(errno.name());
        }
    }
}
