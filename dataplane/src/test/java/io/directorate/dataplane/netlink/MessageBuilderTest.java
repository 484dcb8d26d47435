package io.directorate.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageBuilderTest {
    @Test
    void writesHeaderAttributesAndPadding() {
        Message message = new MessageBuilder("IPVS NEW_SERVICE", 28, MessageFlags.CREATE)
                .headerU8(1)
                .headerU8(2)
                .headerU16(3)
                .u8(4, 5)
                .build();

        assertThat(message.operation()).isEqualTo("IPVS NEW_SERVICE");
        assertThat(message.type()).isEqualTo(28);
        assertThat(message.flags()).isEqualTo(MessageFlags.CREATE | MessageFlags.REQUEST);
        assertThat(message.length()).isEqualTo(16 + 4 + 8);
        ReceivedMessage received =
                Datagrams.read(Datagrams.bytes(message, 0xfffffffe, 9)).get(0);
        assertThat(received.sequence()).isEqualTo(0xfffffffe);
        assertThat(received.portId()).isEqualTo(9);
        assertThat(received.header(4).get(1)).isEqualTo((byte) 2);
    }

    @Test
    void buildsAnIndependentMessageEachTime() {
        MessageBuilder builder = new MessageBuilder("test", 20, 0).u32(1, 1);
        Message first = builder.build();
        Message second = builder.u32(2, 2).build();

        assertThat(first.length()).isEqualTo(24);
        assertThat(second.length()).isEqualTo(32);
    }

    @Test
    void growsUpToTheLongestMessageAndNotBeyond() {
        int longest = Message.MAX_BYTES - Message.HEADER_BYTES - AttributeReader.HEADER_BYTES;
        Message message =
                new MessageBuilder("test", 20, 0).bytes(1, new byte[longest]).build();
        assertThat(message.length()).isEqualTo(Message.MAX_BYTES);

        assertThatThrownBy(() -> new MessageBuilder("too long", 20, 0).bytes(1, new byte[longest + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long")
                .hasMessageContaining("at most " + Message.MAX_BYTES);
        assertThatThrownBy(() -> new MessageBuilder("test", 20, 0).bytes(1, new byte[0x10000]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attribute 1 has 65536 bytes");
    }

    @Test
    void refusesANulInsideAString() {
        assertThatThrownBy(() -> new MessageBuilder("test", 20, 0).string(1, "w\0c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void refusesToReadAMessageThatIsCutOrTooShortForItsHeader() {
        byte[] whole =
                Datagrams.bytes(new MessageBuilder("test", 20, 0).u32(1, 1).build(), 1, 1);
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Datagrams.read(cut))
                    .as("cut to %d", length)
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("message");
        }
        assertThatThrownBy(() -> Datagrams.read(whole).get(0).header(9))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("header of message type 20");
        assertThatThrownBy(() -> Datagrams.read(whole).get(0).attributes(12))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesAMessageLengthThatCannotBe() {
        for (int length : new int[] {0, 15, 25, Integer.MAX_VALUE, -1}) {
            byte[] bytes =
                    Datagrams.bytes(new MessageBuilder("test", 20, 0).u32(1, 1).build(), 1, 1);
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(0, length);
            assertThatThrownBy(() -> Datagrams.read(bytes))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining(
                            "message length at byte 0: expected 16 to 24, found " + Integer.toUnsignedString(length));
        }
    }
}
