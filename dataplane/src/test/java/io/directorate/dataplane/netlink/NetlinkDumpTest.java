package io.directorate.dataplane.netlink;

import static io.directorate.dataplane.netlink.ScriptedTransport.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkDumpTest {
    private static final Message DUMP = new MessageBuilder("list services", 28, 0).build();
    private static final int MULTI = MessageFlags.MULTI;

    private final ScriptedTransport transport = new ScriptedTransport();
    private final NetlinkConnection connection = new NetlinkConnection(transport, Duration.ofSeconds(1));

    private static byte[] entry(int sequence, int flags, int value) {
        return Datagrams.message(28, MULTI | flags, sequence, PORT, b -> b.u32(1, value));
    }

    private static byte[] done(int sequence) {
        return Datagrams.done(0, 0, sequence, PORT);
    }

    private static int value(ReceivedMessage message) {
        AttributeReader attributes = message.attributes(0);
        return attributes.next() ? attributes.u32() : 0;
    }

    private List<Integer> dump() {
        return connection.dump(DUMP, NetlinkDumpTest::value);
    }

    @Test
    void gathersAllPartsInOrder() {
        transport.reply(entry(1, 0, 1), entry(1, 0, 2)).reply(entry(1, 0, 3)).reply(done(1));

        assertThat(dump()).containsExactly(1, 2, 3);
        assertThat(transport.sentMessages(0).get(0).flags()).isEqualTo(MessageFlags.REQUEST | MessageFlags.DUMP);
    }

    @Test
    void takesAnEmptyTableForAValue() {
        transport.reply(done(1));
        assertThat(dump()).isEmpty();

        transport.reply(Datagrams.message(MessageTypes.DONE, MULTI, 2, PORT, b -> {}));
        assertThat(dump()).isEmpty();
    }

    @Test
    void tellsTheErrorThatEndsADump() {
        transport.reply(Datagrams.error(1, 1, PORT, b -> {}));
        assertThat(catchThrowableOfType(NetlinkException.class, this::dump).isPermissionDenied())
                .isTrue();

        transport
                .reply(entry(2, 0, 1))
                .reply(Datagrams.message(
                        MessageTypes.DONE,
                        MULTI | MessageFlags.ACK_TLVS,
                        2,
                        PORT,
                        b -> b.headerU32(-95).string(1, "no such table")));
        NetlinkException atTheEnd = catchThrowableOfType(NetlinkException.class, this::dump);
        assertThat(atTheEnd.is(Errno.EOPNOTSUPP)).isTrue();
        assertThat(atTheEnd.kernelText()).isEqualTo("no such table");
    }

    @Test
    void startsAgainWhenTheTableChangedMeanwhile() {
        transport
                .reply(entry(1, 0, 1), entry(1, MessageFlags.DUMP_INTERRUPTED, 2))
                .reply(done(1))
                .reply(entry(2, 0, 1))
                .reply(Datagrams.done(0, MessageFlags.DUMP_INTERRUPTED, 2, PORT))
                .reply(entry(3, 0, 4), done(3));

        assertThat(dump()).containsExactly(4);
        assertThat(transport.sent()).hasSize(3);
    }

    @Test
    void givesUpATableThatNeverRests() {
        for (int i = 1; i <= NetlinkConnection.MAX_DUMP_ATTEMPTS; i++) {
            transport.reply(entry(i, MessageFlags.DUMP_INTERRUPTED, 1), done(i));
        }

        assertThatThrownBy(this::dump)
                .isInstanceOf(DumpInterruptedException.class)
                .hasMessageContaining("list services")
                .hasMessageContaining("NLM_F_DUMP_INTR");
        assertThat(transport.sent()).hasSize(NetlinkConnection.MAX_DUMP_ATTEMPTS);
    }

    @Test
    void readsADumpToItsEndThoughTheDecoderFails() {
        transport.reply(entry(1, 0, 1), entry(1, 0, 2)).reply(done(1)).reply(done(2));

        assertThatThrownBy(() -> connection.dump(DUMP, m -> {
                    throw new IllegalArgumentException("entry " + value(m));
                }))
                .hasMessage("entry 1");
        assertThat(dump()).isEmpty();
        assertThat(connection.droppedReplies()).isZero();
    }

    @Test
    void readsTheRestOfAGivenUpDumpBeforeTheNext() {
        byte[] broken = entry(1, 0, 1);
        broken[0] = 3;
        transport.reply(broken);
        assertThatThrownBy(this::dump).isInstanceOf(MalformedMessageException.class);

        transport.reply(entry(1, 0, 8)).reply(broken).reply(done(1)).reply(entry(2, 0, 9), done(2));
        assertThat(dump()).containsExactly(9);
        assertThat(connection.droppedReplies()).isEqualTo(3);
    }

    @Test
    void goesOnWhenTheRestOfAGivenUpDumpNeverComes() {
        assertThatThrownBy(this::dump).isInstanceOf(NetlinkTimeoutException.class);
        ScriptedTransport answering = transport;
        assertThatThrownBy(this::dump).isInstanceOf(NetlinkTimeoutException.class);

        answering.reply(entry(2, 0, 5), done(2)).reply(entry(3, 0, 6), done(3));
        assertThat(dump()).containsExactly(6);
    }

    @Test
    void passesOverAnAcknowledgementInsideADump() {
        transport.reply(Datagrams.ack(1, PORT)).reply(entry(1, 0, 1), done(1));

        assertThat(dump()).containsExactly(1);
    }
}
