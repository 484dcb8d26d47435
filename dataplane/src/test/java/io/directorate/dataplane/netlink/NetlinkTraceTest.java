package io.directorate.dataplane.netlink;

import static io.directorate.dataplane.netlink.ScriptedTransport.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetlinkTraceTest {
    private final List<String> lines = new ArrayList<>();
    private final NetlinkTrace trace = NetlinkTrace.to(lines::add, NetlinkTrace::genericHeader);

    @Test
    void showsRequestsAndRepliesDecoded() {
        ScriptedTransport transport =
                new ScriptedTransport().reply(Datagrams.error(17, 1, PORT, b -> b.string(1, "there already")));
        NetlinkConnection connection = new NetlinkConnection(transport, Duration.ofSeconds(1), trace);
        Message request = new GenericFamily("IPVS", 28, 1, 0, 6)
                .message("IPVS NEW_SERVICE", 1, 0)
                .nested(
                        1,
                        service -> service.u16(1, 2)
                                .be16(4, 80)
                                .string(6, "wlc")
                                .u64(9, 7)
                                .flag(10))
                .build();

        try {
            connection.request(request);
        } catch (NetlinkException e) {
            assertThat(e.exists()).isTrue();
        }

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("to kernel, ")
                .contains("type 28 flags 0x5 sequence 1 port 77")
                .contains("header 01010000")
                .contains("\n    1:\n")
                .contains("\n      1 = 0200 (2)")
                .contains("\n      4 = 0050")
                .contains("\n      6 = 776c6300")
                .contains("\"wlc\"")
                .contains("(7)")
                .contains("\n      10 = -");
        assertThat(lines.get(1)).startsWith("from kernel, ").contains("NLMSG_ERROR", "EEXIST", "there already");
    }

    @Test
    void showsUnmarkedNestsAndCutsLongValues() {
        byte[] nest = Datagrams.message(
                28, 0, 1, 1, b -> b.headerU32(1).nested(3, n -> n.u32(1, 9).u32(2, 8)));
        int typeAt = Message.HEADER_BYTES + GenericNetlink.HEADER_BYTES + 2;
        trace.received(ByteBuffer.wrap(nest).order(ByteOrder.nativeOrder()).putShort(typeAt, (short) 3));
        trace.received(ByteBuffer.wrap(
                Datagrams.message(28, 0, 1, 1, b -> b.headerU32(1).bytes(3, new byte[500]))));

        assertThat(lines.get(0)).contains("\n    3:\n      1 = 09000000 (9)\n      2 = 08000000 (8)");
        assertThat(lines.get(1)).contains("… of 500 bytes");
    }

    @Test
    void saysWhereBytesAreMalformedAndNeverFails() {
        Gen gen = Gen.create();
        byte[] whole = Datagrams.message(28, 0, 1, 1, b -> b.headerU32(1).nested(3, n -> n.u32(1, 9)));
        for (int length = 0; length <= whole.length; length++) {
            trace.received(ByteBuffer.wrap(whole, 0, length));
        }
        assertThat(lines.get(whole.length - 1)).contains("malformed");
        for (int i = 0; i < 1000; i++) {
            trace.sent(ByteBuffer.wrap(gen.bytes(gen.below(200))));
        }
        assertThat(lines).hasSize(whole.length + 1 + 1000);
    }

    @Test
    void isOffUnlessAskedFor() {
        assertThat(NetlinkTrace.isAskedFor(null, Map.of())).isFalse();
        assertThat(NetlinkTrace.isAskedFor("0", Map.of("DIRECTORATE_NETLINK_DEBUG", "1")))
                .isFalse();
        assertThat(NetlinkTrace.isAskedFor("1", Map.of())).isTrue();
        assertThat(NetlinkTrace.isAskedFor(null, Map.of("DIRECTORATE_NETLINK_DEBUG", "true")))
                .isTrue();
        assertThat(NetlinkTrace.fromEnvironment(NetlinkTrace::routeHeader)).isNotNull();
    }

    @Test
    void knowsTheFixedHeadersOfRtnetlink() {
        assertThat(List.of(16, 20, 24, 28, 32, 36))
                .extracting(NetlinkTrace::routeHeader)
                .containsExactly(16, 8, 12, 12, 12, 0);
    }
}
