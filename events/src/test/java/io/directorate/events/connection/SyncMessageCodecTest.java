package io.directorate.events.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.events.connection.SyncRefusal.Reason;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyncMessageCodecTest {
    private static final ConnectionEntry PLAIN = new ConnectionEntry(
            ConnectionKey.of(Protocol.TCP, Endpoint.parse("10.0.0.1:50580"), Endpoint.parse("10.0.0.100:80")),
            Endpoint.parse("10.1.0.102:8080"),
            new ConnectionFlags(0),
            TcpState.ESTABLISHED.number(),
            900,
            ConnectionEntry.Extras.NONE);

    /** One entry as a kernel sends it. */
    private static final String PLAIN_HEX =
            "0006002400000000" + "0001c59400501f90" + "0000000000000384" + "0a0000010a0000640a010066";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] only(List<byte[]> messages) {
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    @Test
    void writesAnEntryAsTheKernelDoes() throws SyncMessageException {
        byte[] message = only(SyncMessageCodec.encode(7, List.of(PLAIN), SyncMessageCodec.ETHERNET_BYTES));
        assertThat(message).isEqualTo(bytes("0007002c 01010000" + PLAIN_HEX));
        assertThat(SyncMessageCodec.decode(message)).isEqualTo(new SyncMessage(1, 7, List.of(PLAIN), List.of()));
    }

    @Test
    void writesOursAsItIsDocumented() {
        ConnectionEntry entry = PLAIN.with(new ConnectionEntry.Extras(
                Optional.empty(),
                Optional.empty(),
                new DirectorateOption(
                        Optional.of(Endpoint.parse("10.1.0.254:40000")), Optional.of(new Ownership(258, "d1"))),
                List.of()));
        assertThat(only(SyncMessageCodec.encode(7, List.of(entry), 1_472)))
                .isEqualTo(bytes("00070041 01010000"
                        + PLAIN_HEX.replaceFirst("0024", "0039")
                        + "6013 01 03 9c40 0a0100fe 0000000000000102 02 6431"));
    }

    @Test
    void keepsEveryEntryThroughEncodingAndDecoding() throws SyncMessageException {
        ConnectionGen gen = new ConnectionGen();
        for (int round = 0; round < 300; round++) {
            List<ConnectionEntry> entries = gen.entries(gen.below(40));
            int highest = 100 + gen.below(4_000);
            List<ConnectionEntry> back = new ArrayList<>();
            for (byte[] message : SyncMessageCodec.encode(round % 256, entries, highest)) {
                SyncMessage read = SyncMessageCodec.decode(message);
                assertThat(read.refusals())
                        .as("seed %d round %d", gen.seed(), round)
                        .isEmpty();
                assertThat(message.length <= highest || read.entries().size() == 1)
                        .isTrue();
                back.addAll(read.entries());
            }
            assertThat(back).as("seed %d round %d", gen.seed(), round).isEqualTo(entries);
        }
    }

    @Test
    void neverBreaksOnATruncatedMessage() throws SyncMessageException {
        ConnectionGen gen = new ConnectionGen();
        for (int round = 0; round < 20; round++) {
            List<ConnectionEntry> entries = gen.entries(5);
            byte[] message = only(SyncMessageCodec.encode(1, entries, SyncMessageCodec.MESSAGE_HIGHEST_BYTES));
            for (int length = 0; length < message.length; length++) {
                byte[] cut = Arrays.copyOf(message, length);
                SyncMessageException refused =
                        catchThrowableOfType(SyncMessageException.class, () -> SyncMessageCodec.decode(cut));
                assertThat(refused.refusal().reason()).isIn(Reason.TOO_SHORT, Reason.SIZE);
                if (length < 8) {
                    continue;
                }
                // The same with a size that agrees: what was whole before the cut is still taken.
                cut[2] = (byte) (length >> 8);
                cut[3] = (byte) length;
                SyncMessage read = SyncMessageCodec.decode(cut);
                assertThat(read.refusals())
                        .as("seed %d length %d", gen.seed(), length)
                        .hasSize(1);
                assertThat(read.entries())
                        .isEqualTo(entries.subList(0, read.entries().size()));
            }
        }
    }

    @Test
    void startsANewMessageWhenOneIsFull() {
        List<ConnectionEntry> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            many.add(PLAIN);
        }
        assertThat(SyncMessageCodec.encode(0, many, SyncMessageCodec.MESSAGE_HIGHEST_BYTES))
                .extracting(message -> message[4] & 0xff)
                .containsExactly(255, 255, 90);
        assertThat(SyncMessageCodec.encode(0, many, 1_472)).allMatch(message -> message.length <= 1_472);
        assertThat(SyncMessageCodec.encode(0, many, 44)).hasSize(600);
        assertThat(SyncMessageCodec.encode(0, List.of(), 1_472)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "000700, TOO_SHORT",
        "0007002d010100000006, SIZE",
        "0007000801020000, VERSION",
        "0007000801010001, VERSION",
        "00070004, VERSION",
    })
    void refusesWhatIsNoMessage(String hex, String reason) {
        byte[] message = bytes(hex);
        SyncMessageException refused =
                catchThrowableOfType(SyncMessageException.class, () -> SyncMessageCodec.decode(message));
        assertThat(refused.refusal().reason()).isEqualTo(Reason.valueOf(reason));
        assertThat(refused.refusal().reason().scope()).isEqualTo(SyncRefusal.Scope.MESSAGE);
    }

    /** An entry between two good ones is changed: what the kernel takes of the three, we take. */
    @ParameterizedTest
    @CsvSource({
        // at (within the entry), new bytes, reason, offset in the message, entries taken
        "0, 02, ENTRY_TYPE, 44, 1",
        "2, 1024, ENTRY_VERSION, 46, 1",
        "2, 0fff, ENTRY_SIZE, 46, 1",
        "2, 0023, ENTRY_SIZE, 46, 1",
        "2, 0000, ENTRY_SIZE, 46, 1",
        "0, 01, ENTRY_SIZE, 46, 1",
        "1, 02, PROTOCOL, 45, 2",
        "8, 000b, STATE, 52, 2",
        "8, ffff, STATE, 52, 2",
        "4, 00002000, FLAGS, 48, 2",
        "4, 00001800, FLAGS, 48, 2",
    })
    void refusesAnEntryAsTheKernelDoes(int at, String change, String reason, int offset, int taken)
            throws SyncMessageException {
        byte[] message = only(SyncMessageCodec.encode(1, List.of(PLAIN, PLAIN, PLAIN), 1_472));
        byte[] bytes = bytes(change);
        System.arraycopy(bytes, 0, message, 44 + at, bytes.length);
        SyncMessage read = SyncMessageCodec.decode(message);
        assertThat(read.refusals()).hasSize(1);
        assertThat(read.refusals().get(0))
                .returns(Reason.valueOf(reason), SyncRefusal::reason)
                .returns(1, SyncRefusal::entry)
                .returns(offset, SyncRefusal::offset);
        assertThat(read.entries()).hasSize(taken);
    }

    @ParameterizedTest
    @CsvSource({
        // options, reason, entries taken of two
        "01, OPTION_TRUNCATED, 0",
        "4901, OPTION_LENGTH, 0",
        "4900, OPTION_LENGTH, 0",
        "490301, OPTION_LENGTH, 0",
        "010100, SEQUENCE, 0",
        "0201aa0201bb0303736970, ENGINE_DATA, 0",
        "031161616161616161616161616161616161 61, ENGINE_NAME, 0",
        "0303736970 0303736970, ENGINE_NAME, 0",
        "0401aa, OPTION_UNKNOWN, 1",
        "8401aa, OPTION_UNKNOWN, 1",
        "0201aa, ENGINE, 1",
        "0201aa 0301ff, ENGINE, 1",
        "0201aa 030100, ENGINE, 1",
        "6001 01, DIRECTORATE_OPTION, 1",
        "6002 0104, DIRECTORATE_OPTION, 1",
        "6003 010000, DIRECTORATE_OPTION, 1",
        "6004 01010001, DIRECTORATE_OPTION, 1",
        "600b 0102 0000000000000001 01, DIRECTORATE_OPTION, 1",
        "600c 0102 0000000000000001 01 2f, DIRECTORATE_OPTION, 1",
        "600c 0102 8000000000000001 01 61, DIRECTORATE_OPTION, 1",
        "6002 0100 6002 0100, DIRECTORATE_OPTION, 1",
        // A flaw further on that loses the rest weighs more.
        "6001 01 4900, OPTION_LENGTH, 0",
    })
    void refusesOptionsAsTheKernelDoes(String options, String reason, int taken) throws SyncMessageException {
        SyncMessage read = SyncMessageCodec.decode(withOptions(bytes(options)));
        assertThat(read.refusals()).hasSize(1);
        assertThat(read.refusals().get(0).reason()).isEqualTo(Reason.valueOf(reason));
        assertThat(read.entries()).hasSize(taken);
    }

    @ParameterizedTest
    @CsvSource({"49 01 aa", "ff 02 aabb", "60 03 02aabb", "03 03 736970", "4303736970 4201aa", "6002 0100"})
    void takesOptionsThatTheKernelTakes(String options) throws SyncMessageException {
        SyncMessage read = SyncMessageCodec.decode(withOptions(bytes(options)));
        assertThat(read.refusals()).isEmpty();
        assertThat(read.entries()).hasSize(2);
    }

    @Test
    void passesOnOptionsThatItDoesNotKnow() throws SyncMessageException {
        ConnectionEntry entry = SyncMessageCodec.decode(withOptions(bytes("4901aa 6003 02aabb")))
                .entries()
                .get(0);
        assertThat(entry.extras().others())
                .containsExactly(new RawOption(0x49, bytes("aa")), new RawOption(0x60, bytes("02aabb")));
        assertThat(SyncMessageCodec.decode(only(SyncMessageCodec.encode(1, List.of(entry), 1_472)))
                        .entries())
                .containsExactly(entry);
    }

    /** An entry with these options, and a plain one behind it. */
    private static byte[] withOptions(byte[] options) {
        int size = 36 + options.length;
        int padded = (size + 3) & ~3;
        byte[] message = Arrays.copyOf(bytes("0007000002010000" + PLAIN_HEX), 8 + padded + 36);
        message[3] = (byte) message.length;
        message[8 + 3] = (byte) size;
        System.arraycopy(options, 0, message, 44, options.length);
        System.arraycopy(bytes(PLAIN_HEX), 0, message, 8 + padded, 36);
        return message;
    }

    @Test
    void readsVersion0() throws SyncMessageException {
        String entry = "0006c59400501f90" + "0a0000010a0000640a010066";
        SyncMessage read = SyncMessageCodec.decode(bytes("0207004c" + entry + "01000001" + entry + "06800001"
                + "010000000200000003000000040000000500000006000000"));
        assertThat(read.version()).isZero();
        assertThat(read.refusals()).isEmpty();
        assertThat(read.entries()).hasSize(2);
        assertThat(read.entries().get(0))
                .isEqualTo(new ConnectionEntry(
                        PLAIN.key(),
                        PLAIN.destination(),
                        new ConnectionFlags(0x100),
                        1,
                        0,
                        ConnectionEntry.Extras.NONE));
        assertThat(read.entries().get(1).extras().sequence()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "020700300006c59400501f900a0000010a0000640a01006601000001 0006c59400501f900a0000010a0000640a0100, ENTRY_TRUNCATED, 1",
        "0107001c0006c59400501f900a0000010a0000640a01006606800001, ENTRY_TRUNCATED, 0",
        "0107001c0006c59400501f900a0000010a0000640a0100660100000b, STATE, 0",
        "0107001c0001c59400501f900a0000010a0000640a01006601000001, PROTOCOL, 0",
        "0107001c0006c59400501f900a0000010a0000640a01006620000001, FLAGS, 0",
    })
    void refusesInVersion0WhatTheKernelRefuses(String hex, String reason, int taken) throws SyncMessageException {
        byte[] message = bytes(hex);
        message[3] = (byte) message.length;
        SyncMessage read = SyncMessageCodec.decode(message);
        assertThat(read.refusals()).extracting(SyncRefusal::reason).containsExactly(Reason.valueOf(reason));
        assertThat(read.entries()).hasSize(taken);
    }

    @Test
    void namesStatesAndFlags() {
        assertThat(PLAIN.stateName()).isEqualTo("ESTABLISHED");
        assertThat(PLAIN.tcpState()).contains(TcpState.ESTABLISHED);
        ConnectionFlags flags = ConnectionFlags.of(
                ConnectionFlags.Forwarding.TUNNEL, Set.of(ConnectionFlag.TEMPLATE, ConnectionFlag.INACTIVE));
        assertThat(flags.raw()).isEqualTo(0x1102);
        assertThat(flags.forwarding()).isEqualTo(ConnectionFlags.Forwarding.TUNNEL);
        assertThat(flags.flags()).containsExactlyInAnyOrder(ConnectionFlag.TEMPLATE, ConnectionFlag.INACTIVE);
        assertThat(new ConnectionFlags(0x1105).forwarding()).isEqualTo(ConnectionFlags.Forwarding.UNKNOWN);
    }

    @Test
    void refusesAnEntryThatNoKernelWouldTake() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new ConnectionEntry(
                        PLAIN.key(), PLAIN.destination(), PLAIN.flags(), 11, 900, ConnectionEntry.Extras.NONE))
                .withMessageContaining("no such state");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new ConnectionEntry(
                        PLAIN.key(),
                        Endpoint.parse("[2001:db8::1]:80"),
                        PLAIN.flags(),
                        1,
                        900,
                        ConnectionEntry.Extras.NONE))
                .withMessageContaining("family");
    }

    @Test
    void ordersOwnersByEpochThenDirector() {
        List<Ownership> sorted = Stream.of(new Ownership(1, "b"), new Ownership(2, "a"), new Ownership(1, "a"))
                .sorted()
                .toList();
        assertThat(sorted).containsExactly(new Ownership(1, "a"), new Ownership(1, "b"), new Ownership(2, "a"));
    }
}
