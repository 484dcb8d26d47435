package io.directorate.dataplane.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.MessageFlags;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.NetlinkTimeoutException;
import io.directorate.dataplane.netlink.ReceiveOverrunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The netlink socket on this machine's kernel; needs no privilege but where a test says so. */
class LinuxNetlinkSocketIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Test
    void hasAPortOfItsOwnAndABufferOfItsSize() {
        try (LinuxNetlinkSocket first = LinuxNetlinkSocket.open(NetlinkProtocol.ROUTE);
                LinuxNetlinkSocket second = LinuxNetlinkSocket.open(NetlinkProtocol.ROUTE)) {
            assertThat(first.portId()).isNotZero().isNotEqualTo(second.portId());
            assertThat(first.receiveBufferBytes()).isGreaterThan(64 * 1024);
        }
    }

    @Test
    void timesOutWhereNothingComes() {
        try (LinuxNetlinkSocket socket = LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC)) {
            assertThatThrownBy(() -> socket.receive(Duration.ofMillis(10)))
                    .isInstanceOf(NetlinkTimeoutException.class)
                    .hasMessageContaining("10 ms");
            assertThatThrownBy(() -> socket.receive(Duration.ofNanos(1))).isInstanceOf(NetlinkTimeoutException.class);
            assertThatThrownBy(() -> socket.receive(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesUseAfterClose() {
        LinuxNetlinkSocket socket = LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC);
        socket.close();
        socket.close();

        NetlinkException received =
                catchThrowableOfType(NetlinkException.class, () -> socket.receive(Duration.ofMillis(10)));
        assertThat(received.is(Errno.EBADF) || received.is(Errno.ENOTSOCK)).isTrue();
        assertThat(catchThrowableOfType(NetlinkException.class, () -> socket.send(ByteBuffer.allocateDirect(16)))
                        .is(Errno.EBADF))
                .isTrue();
    }

    @Test
    void sendsHeapAndDirectBuffers() {
        try (LinuxNetlinkSocket socket = LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC)) {
            for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20)}) {
                buffer.order(ByteOrder.nativeOrder()).putInt(0, 20).putShort(4, (short) 0x10);
                buffer.putShort(6, (short) (MessageFlags.REQUEST | MessageFlags.ACK))
                        .put(16, (byte) 99);
                socket.send(buffer);
                assertThat(buffer.remaining()).isZero();
                ByteBuffer reply = socket.receive(TIMEOUT);
                assertThat(reply.getInt(16)).as("unknown command").isNegative();
            }
        }
    }

    /** Each request without a reply taken out fills the receive buffer with errors, until the kernel drops one. */
    @Test
    void tellsWhenRepliesWereLost() {
        try (LinuxNetlinkSocket socket = LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC);
                NetlinkConnection connection = new NetlinkConnection(socket, TIMEOUT)) {
            ByteBuffer wrong = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
            wrong.putInt(0, 20)
                    .putShort(4, (short) 0x10)
                    .putShort(6, (short) MessageFlags.REQUEST)
                    .put(16, (byte) 99);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            socket.send(wrong.clear());
                        }
                        while (true) {
                            socket.receive(Duration.ofMillis(10));
                        }
                    })
                    .isInstanceOf(ReceiveOverrunException.class);

            drain(socket);
            assertThat(GenericNetlink.resolve(connection, "nlctrl").id()).isEqualTo(0x10);
        }
    }

    private static void drain(LinuxNetlinkSocket socket) {
        boolean any = true;
        while (any) {
            try {
                socket.receive(Duration.ofMillis(10));
            } catch (NetlinkTimeoutException e) {
                any = false;
            }
        }
    }

    @Test
    void tellsTheKernelsOwnWords() {
        try (NetlinkConnection connection =
                new NetlinkConnection(LinuxNetlinkSocket.open(NetlinkProtocol.ROUTE), TIMEOUT)) {
            int newRoute = 24;
            NetlinkException error = catchThrowableOfType(
                    NetlinkException.class,
                    () -> connection.dump(
                            new MessageBuilder("list", newRoute + 2, 0)
                                    .headerU8(2)
                                    .build(),
                            m -> m));
            assertThat(error.errnoName()).isEqualTo("EINVAL");
            assertThat(error.kernelText()).isNotBlank();
        }
    }

    @Test
    void staysInTheNamespaceItWasOpenedIn() {
        try (NetworkNamespace namespace = TestNamespaces.create();
                NetlinkConnection connection = TestNamespaces.route(namespace)) {
            MessageBuilder listLinks = new MessageBuilder("list links", 18, 0)
                    .headerU32(0)
                    .headerU32(0)
                    .headerU32(0)
                    .headerU32(0);
            assertThat(connection.dump(listLinks.build(), m -> m.header(16).getInt(4)))
                    .contains(1);
            TestNamespaces.run(namespace, "ip", "link", "add", "seen", "type", "bridge");
            assertThat(connection.dump(listLinks.build(), m -> m.header(16).getInt(4)))
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void readsATableThatFillsManyDatagrams() {
        try (NetworkNamespace namespace = TestNamespaces.create();
                NetlinkConnection connection = TestNamespaces.route(namespace)) {
            TestNamespaces.run(namespace, "ip", "link", "set", "lo", "up");
            int addresses = 5000;
            int ifaddrmsg = 8;
            var batch = new ArrayList<Message>();
            for (int i = 0; i < addresses; i++) {
                batch.add(new MessageBuilder("add address", 20, MessageFlags.CREATE | MessageFlags.EXCLUSIVE)
                        .headerU8(2)
                        .headerU8(32)
                        .headerU16(0)
                        .headerU32(1)
                        .be32(2, 0x0a000000 + i)
                        .be32(1, 0x0a000000 + i)
                        .build());
            }
            assertThat(connection.batch(batch)).isEmpty();
            assertThat(connection.batch(batch.subList(0, 1000)))
                    .hasSize(1000)
                    .allMatch(failure -> failure.error().exists());

            MessageBuilder list = new MessageBuilder("list addresses", 22, 0)
                    .headerU8(2)
                    .headerU8(0)
                    .headerU16(0)
                    .headerU32(0);
            assertThat(connection.dump(list.build(), m -> m.length() >= ifaddrmsg))
                    .hasSize(addresses + 1);
        }
    }
}
