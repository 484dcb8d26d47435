package io.directorate.dataplane.netlink;

import static io.directorate.dataplane.netlink.ScriptedTransport.PORT;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

/** Whatever bytes come from below: values, or a {@link NetlinkException}, nothing else. */
class NetlinkFuzzTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Message REQUEST = new MessageBuilder("fuzzed", 28, 0).build();
    private static final NetlinkTrace TRACE = NetlinkTrace.to(text -> {}, NetlinkTrace::routeHeader);

    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyAttributes(byte[] bytes) {
        try {
            walk(AttributeReader.of(ByteBuffer.wrap(bytes)), 0);
        } catch (MalformedMessageException expected) {
            requireText(expected);
        }
    }

    private static void walk(AttributeReader attributes, int depth) {
        while (attributes.next()) {
            attributes.bytes();
            attributes.value();
            switch (attributes.length()) {
                case 1 -> attributes.u8();
                case 2 -> attributes.u16();
                case 4 -> attributes.u32();
                case 8 -> attributes.u64();
                default -> attributes.string(Message.MAX_BYTES * 2);
            }
            if (depth < 8 && attributes.isMarkedNested()) {
                walk(attributes.nested(), depth + 1);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void givesRepliesOrATypedErrorForAnyDatagram(byte[] bytes) {
        makeOurs(bytes);
        try {
            connection(bytes).request(REQUEST, NetlinkFuzzTest::decode);
        } catch (NetlinkException expected) {
            requireText(expected);
        }
        try {
            connection(bytes).dump(REQUEST, NetlinkFuzzTest::decode);
        } catch (NetlinkException expected) {
            requireText(expected);
        }
        try {
            connection(bytes).batch(List.of(REQUEST, REQUEST));
        } catch (NetlinkException expected) {
            requireText(expected);
        }
        try {
            GenericNetlink.resolve(connection(bytes), "IPVS");
        } catch (NetlinkException expected) {
            requireText(expected);
        }
    }

    /** Sets sequence and port of the first message, which a fuzzer would be long in finding. */
    private static void makeOurs(byte[] bytes) {
        if (bytes.length >= Message.HEADER_BYTES) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.nativeOrder())
                    .putInt(Message.SEQUENCE_OFFSET, 1)
                    .putInt(Message.PORT_OFFSET, PORT);
        }
    }

    private static NetlinkConnection connection(byte[] datagram) {
        return new NetlinkConnection(new ScriptedTransport().reply(datagram), TIMEOUT, TRACE);
    }

    private static int decode(ReceivedMessage message) {
        walk(message.attributes(GenericNetlink.HEADER_BYTES), 0);
        return message.type();
    }

    private static void requireText(NetlinkException e) {
        if (e.getMessage() == null || e.getMessage().isBlank()) {
            throw new AssertionError("an error without a text", e);
        }
    }
}
