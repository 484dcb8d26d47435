package io.directorate.dataplane.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Generic netlink of this machine's kernel; needs no privilege. */
class GenericNetlinkIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Test
    void resolvesTheController() {
        try (NetlinkConnection connection =
                new NetlinkConnection(LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC), TIMEOUT)) {
            GenericFamily family = GenericNetlink.resolve(connection, "nlctrl");

            assertThat(family.id()).isEqualTo(0x10);
            assertThat(family.name()).isEqualTo("nlctrl");
            assertThat(family.version()).isPositive();
        }
    }

    @Test
    void namesAnUnknownFamilyAsNotFound() {
        try (NetlinkConnection connection =
                new NetlinkConnection(LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC), TIMEOUT)) {
            NetlinkException error = catchThrowableOfType(
                    NetlinkException.class, () -> GenericNetlink.resolve(connection, "no-such-family"));

            assertThat(error.isNotFound()).isTrue();
            assertThat(error.errnoName()).isEqualTo("ENOENT");
            assertThat(error).hasMessageContaining("no-such-family");
        }
    }
}
