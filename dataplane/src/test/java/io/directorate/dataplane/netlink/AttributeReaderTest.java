package io.directorate.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AttributeReaderTest {
    private static AttributeReader reader(Consumer<MessageBuilder> content) {
        MessageBuilder builder = new MessageBuilder("test", 0x10, 0);
        content.accept(builder);
        return AttributeReader.of(builder.build().payload());
    }

    private static AttributeReader first(Consumer<MessageBuilder> content) {
        AttributeReader reader = reader(content);
        assertThat(reader.next()).isTrue();
        return reader;
    }

    @Test
    void readsEachKindOfValue() {
        AttributeReader reader = reader(b -> b.u8(1, 0xfe)
                .u16(2, 0xfedc)
                .be16(3, 8080)
                .u32(4, 0xfedcba98)
                .be32(5, 0x0a000001)
                .u64(6, -2)
                .string(7, "wlc")
                .flag(8)
                .bytes(9, new byte[] {1, 2, 3}));

        assertThat(reader.next()).isTrue();
        assertThat(reader.u8()).isEqualTo(0xfe);
        assertThat(reader.next()).isTrue();
        assertThat(reader.u16()).isEqualTo(0xfedc);
        assertThat(reader.next()).isTrue();
        assertThat(reader.be16()).isEqualTo(8080);
        assertThat(reader.bytes()).containsExactly(0x1f, 0x90);
        assertThat(reader.next()).isTrue();
        assertThat(reader.u32()).isEqualTo(0xfedcba98);
        assertThat(reader.next()).isTrue();
        assertThat(reader.be32()).isEqualTo(0x0a000001);
        assertThat(reader.bytes(4)).containsExactly(10, 0, 0, 1);
        assertThat(reader.next()).isTrue();
        assertThat(reader.u64()).isEqualTo(-2);
        assertThat(reader.next()).isTrue();
        assertThat(reader.string(15)).isEqualTo("wlc");
        assertThat(reader.length()).isEqualTo(4);
        assertThat(reader.next()).isTrue();
        assertThat(reader.length()).isZero();
        assertThat(reader.next()).isTrue();
        assertThat(reader.bytes()).containsExactly(1, 2, 3);
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
    }

    @Test
    void refusesAValueOfAnotherLengthAndNamesIt() {
        assertThatThrownBy(() -> first(b -> b.u16(7, 1)).u32())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("attribute 7")
                .hasMessageContaining("expected 4 bytes, found 2 bytes");
        assertThatThrownBy(() -> first(b -> b.u32(7, 1)).u8()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> first(b -> b.u32(7, 1)).u16()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> first(b -> b.u32(7, 1)).be16()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> first(b -> b.u8(7, 1)).be32()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> first(b -> b.u32(7, 1)).u64()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> first(b -> b.u32(7, 1)).bytes(16)).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> first(b -> b.flag(7)).u8()).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesAStringThatIsTooLongAndAcceptsOneWithoutNul() {
        assertThat(first(b -> b.bytes(1, new byte[] {'r', 'r'})).string(15)).isEqualTo("rr");
        assertThatThrownBy(() -> first(b -> b.string(1, "0123456789abcdef")).string(15))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("at most 15");
    }

    @Test
    void readsANestAfterItsOwnHeader() {
        AttributeReader nest =
                first(b -> b.nested(1, inner -> inner.headerU32(9).u32(2, 5)));
        AttributeReader inside = nest.nestedAfter(4);
        assertThat(inside.next()).isTrue();
        assertThat(inside.u32()).isEqualTo(5);
        assertThatThrownBy(() -> nest.nestedAfter(100))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("at least 100");
    }

    private static AttributeReader raw(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        return AttributeReader.of(buffer.flip());
    }

    private static int lowByteAt(int position) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? position : 1 - position;
    }

    private static int[] header(int length) {
        int[] bytes = new int[4];
        bytes[lowByteAt(0)] = length & 0xff;
        bytes[lowByteAt(1)] = length >> 8;
        bytes[2 + lowByteAt(0)] = 3;
        return bytes;
    }

    @Test
    void refusesLengthsThatCannotBe() {
        for (int length : new int[] {0, 1, 3, 5, 255, 0xffff}) {
            assertThatThrownBy(() -> raw(header(length)).next())
                    .as("length %d", length)
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("length of attribute 3")
                    .hasMessageContaining("found " + length);
        }
        assertThatThrownBy(() -> raw(8, 0, 1).next())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("attribute header");
    }

    @Test
    void acceptsALastAttributeWithoutPadding() {
        ByteBuffer payload =
                new MessageBuilder("test", 0x10, 0).u32(1, 1).u8(2, 9).build().payload();
        AttributeReader reader = AttributeReader.of(payload.limit(8 + 5));
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.u8()).isEqualTo(9);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void mustBeMovedToAnAttributeFirst() {
        assertThatThrownBy(() -> reader(b -> b.u32(1, 1)).u32()).isInstanceOf(IllegalStateException.class);
    }
}
