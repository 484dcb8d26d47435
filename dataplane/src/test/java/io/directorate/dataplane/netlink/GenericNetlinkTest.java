package io.directorate.dataplane.netlink;

import static io.directorate.dataplane.netlink.ScriptedTransport.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GenericNetlinkTest {
    private final ScriptedTransport transport = new ScriptedTransport();
    private final NetlinkConnection connection = new NetlinkConnection(transport, Duration.ofSeconds(1));

    private static byte[] family(int command, Consumer<MessageBuilder> attributes) {
        return Datagrams.message(
                0x10,
                0,
                1,
                PORT,
                b -> attributes.accept(b.headerU8(command).headerU8(2).headerU16(0)));
    }

    private static void ipvs(MessageBuilder builder) {
        builder.u16(1, 28).string(2, "IPVS").u32(3, 1).u32(4, 0).u32(5, 6).nested(6, ops -> ops.u32(1, 1));
    }

    @Test
    void resolvesAFamilyByItsName() {
        transport.reply(family(1, GenericNetlinkTest::ipvs), Datagrams.ack(1, PORT));

        GenericFamily ipvs = GenericNetlink.resolve(connection, "IPVS");

        assertThat(ipvs).isEqualTo(new GenericFamily("IPVS", 28, 1, 0, 6));
        ReceivedMessage request = transport.sentMessages(0).get(0);
        assertThat(request.type()).isEqualTo(0x10);
        assertThat(GenericNetlink.command(request)).isEqualTo(3);
        AttributeReader attributes = request.attributes(4);
        assertThat(attributes.next()).isTrue();
        assertThat(attributes.string(15)).isEqualTo("IPVS");
    }

    @Test
    void beginsMessagesOfTheFamily() {
        Message message = new GenericFamily("IPVS", 28, 1, 0, 6)
                .message("IPVS FLUSH", 17, MessageFlags.CREATE)
                .build();

        assertThat(message.type()).isEqualTo(28);
        assertThat(GenericNetlink.command(Datagrams.received(message))).isEqualTo(17);
        assertThat(message.payload().get(1)).isEqualTo((byte) 1);
    }

    @Test
    void namesAFamilyThatTheKernelDoesNotHave() {
        transport.reply(Datagrams.error(2, 1, PORT, b -> {}));

        assertThatThrownBy(() -> GenericNetlink.resolve(connection, "IPVS"))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.isNotFound()).isTrue())
                .hasMessageContaining("resolve generic netlink family IPVS: ENOENT");
    }

    @Test
    void refusesAnswersThatAreNotTheFamily() {
        refuses(family(9, GenericNetlinkTest::ipvs), "CTRL_CMD_NEWFAMILY");
        refuses(family(1, b -> b.string(2, "IPVS")), "an id from 16 and a name");
        refuses(family(1, b -> b.u16(1, 28)), "an id from 16 and a name");
        refuses(family(1, b -> b.u16(1, 28).string(2, "OTHER")), "one family");
        refuses(family(1, b -> b.u32(1, 28).string(2, "IPVS")), "attribute 1");
        refuses(Datagrams.message(0x10, 0, 1, PORT, b -> b.headerU16(1)), "header of message type 16");
        refuses(new byte[0], "one family");
    }

    private static void refuses(byte[] answer, String expected) {
        ScriptedTransport answering = new ScriptedTransport().reply(answer, Datagrams.ack(1, PORT));
        NetlinkConnection asking = new NetlinkConnection(answering, Duration.ofSeconds(1));
        assertThatThrownBy(() -> GenericNetlink.resolve(asking, "IPVS"))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(expected);
    }
}
