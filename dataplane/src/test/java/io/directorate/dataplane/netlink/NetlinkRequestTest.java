package io.directorate.dataplane.netlink;

import static io.directorate.dataplane.netlink.ScriptedTransport.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests with acknowledgement, over a transport that plays the kernel's part byte by byte. */
class NetlinkRequestTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Message REQUEST =
            new MessageBuilder("set weight", 28, 0).u32(1, 5).build();

    private final ScriptedTransport transport = new ScriptedTransport();
    private final NetlinkConnection connection = new NetlinkConnection(transport, TIMEOUT);

    private static byte[] data(int sequence, int value) {
        return Datagrams.message(28, 0, sequence, PORT, b -> b.u32(1, value));
    }

    private static int value(ReceivedMessage message) {
        AttributeReader attributes = message.attributes(0);
        return attributes.next() ? attributes.u32() : 0;
    }

    @Test
    void asksForAnAcknowledgementAndNumbersRequests() {
        transport.reply(Datagrams.ack(1, PORT)).reply(Datagrams.ack(2, PORT));

        connection.request(REQUEST);
        connection.request(REQUEST);

        ReceivedMessage second = transport.sentMessages(1).get(0);
        assertThat(second.flags()).isEqualTo(MessageFlags.REQUEST | MessageFlags.ACK);
        assertThat(second.sequence()).isEqualTo(2);
        assertThat(second.portId()).isEqualTo(PORT);
    }

    @Test
    void returnsTheRepliesBeforeTheAcknowledgement() {
        transport.reply(data(1, 7), data(1, 8)).reply(Datagrams.ack(1, PORT));

        assertThat(connection.request(REQUEST, NetlinkRequestTest::value)).containsExactly(7, 8);
    }

    @Test
    void tellsTheErrorWithTheKernelsOwnWords() {
        transport.reply(Datagrams.error(
                22, 1, PORT, b -> b.string(1, "weight too large").u32(2, 20).u32(5, 3)));

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> connection.request(REQUEST));

        assertThat(error.operation()).isEqualTo("set weight");
        assertThat(error.errno()).isEqualTo(22);
        assertThat(error.errnoName()).isEqualTo("EINVAL");
        assertThat(error.kernelText()).isEqualTo("weight too large");
        assertThat(error.attributeOffset()).hasValue(20);
        assertThat(error.missingAttribute()).hasValue(3);
        assertThat(error.sequence()).isEqualTo(1);
        assertThat(error)
                .hasMessage("set weight: EINVAL (Invalid argument); the kernel says: weight too large;"
                        + " at the attribute at byte 20; missing attribute 3 [sequence 1]");
    }

    @Test
    void readsTheExtendedTextBehindAnEchoedRequest() {
        byte[] error = Datagrams.message(2, MessageFlags.ACK_TLVS, 1, PORT, b -> {
            b.headerU32(-17).headerU32(24).headerU32(0).headerU32(1).headerU32(PORT);
            b.u32(1, 5).string(1, "service already exists");
        });
        transport.reply(error);

        NetlinkException exists = catchThrowableOfType(NetlinkException.class, () -> connection.request(REQUEST));

        assertThat(exists.exists()).isTrue();
        assertThat(exists.kernelText()).isEqualTo("service already exists");
    }

    @Test
    void tellsAnErrorWithoutExtendedText() {
        transport.reply(Datagrams.message(
                2,
                0,
                1,
                PORT,
                b -> b.headerU32(-1).headerU32(24).headerU32(0).headerU32(1).headerU32(PORT)));

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> connection.request(REQUEST));

        assertThat(error.isPermissionDenied()).isTrue();
        assertThat(error.kernelText()).isNull();
        assertThat(error.attributeOffset()).isEmpty();
    }

    @Test
    void refusesAnErrorNumberThatTheKernelNeverGives() {
        for (int errno : new int[] {-1, 4096, Integer.MIN_VALUE}) {
            ScriptedTransport strange = new ScriptedTransport();
            strange.reply(Datagrams.error(errno, 1, PORT, b -> {}));
            assertThatThrownBy(() -> new NetlinkConnection(strange, TIMEOUT).request(REQUEST))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("an error of -4095 to 0");
        }
    }

    @Test
    void dropsAndCountsRepliesOfOtherSequencesAndPorts() {
        transport
                .reply(data(99, 1), Datagrams.ack(0, PORT))
                .reply(Datagrams.error(2, 1, PORT + 1, b -> {}))
                .reply(data(1, 7))
                .reply(Datagrams.ack(1, PORT));

        assertThat(connection.request(REQUEST, NetlinkRequestTest::value)).containsExactly(7);
        assertThat(connection.droppedReplies()).isEqualTo(3);
    }

    @Test
    void isNotConfusedByTheLateReplyOfARequestThatTimedOut() {
        NetlinkTimeoutException timeout =
                catchThrowableOfType(NetlinkTimeoutException.class, () -> connection.request(REQUEST));
        assertThat(timeout).hasMessageContaining("set weight: no answer of the kernel within 1000 ms");
        assertThat(timeout.sequence()).isEqualTo(1);

        transport.reply(Datagrams.error(2, 1, PORT, b -> {})).reply(Datagrams.ack(2, PORT));
        connection.request(REQUEST);

        assertThat(connection.droppedReplies()).isEqualTo(1);
    }

    @Test
    void tellsLostRepliesFromRefusals() {
        transport.fail(new ReceiveOverrunException("receive", 0));
        assertThatThrownBy(() -> connection.request(REQUEST))
                .isInstanceOf(ReceiveOverrunException.class)
                .hasMessageContaining("set weight");

        transport.reply(Datagrams.message(MessageTypes.OVERRUN, 0, 2, PORT, b -> {}));
        assertThatThrownBy(() -> connection.request(REQUEST)).isInstanceOf(ReceiveOverrunException.class);

        transport.reply(Datagrams.ack(3, PORT));
        connection.request(REQUEST);
    }

    @Test
    void passesOverMessagesThatSayNothing() {
        transport.reply(
                Datagrams.message(MessageTypes.NOOP, 0, 1, PORT, b -> {}),
                Datagrams.message(8, 0, 1, PORT, b -> {}),
                Datagrams.ack(1, PORT));

        assertThat(connection.request(REQUEST, NetlinkRequestTest::value)).isEmpty();
    }

    @Test
    void refusesRepliesCutAtEveryLengthAndStaysUsable() {
        byte[] whole = Datagrams.join(data(1, 7), Datagrams.error(22, 1, PORT, b -> b.string(1, "no")));
        for (int length = 1; length < whole.length; length++) {
            ScriptedTransport cutting = new ScriptedTransport();
            NetlinkConnection cut = new NetlinkConnection(cutting, TIMEOUT);
            cutting.reply(Arrays.copyOf(whole, length));

            NetlinkException error =
                    catchThrowableOfType(NetlinkException.class, () -> cut.request(REQUEST, NetlinkRequestTest::value));
            boolean afterTheData = length == data(1, 7).length;
            assertThat(error)
                    .as("cut to %d", length)
                    .isInstanceOf(afterTheData ? NetlinkTimeoutException.class : MalformedMessageException.class);

            cutting.reply(Datagrams.ack(2, PORT));
            cut.request(REQUEST);
        }
    }

    @Test
    void letsTheDecodersErrorOutOnceTheExchangeIsOver() {
        transport.reply(data(1, 7)).reply(Datagrams.ack(1, PORT)).reply(Datagrams.ack(2, PORT));

        assertThatThrownBy(() -> connection.request(REQUEST, m -> m.attributes(100)))
                .isInstanceOf(MalformedMessageException.class);
        connection.request(REQUEST);

        assertThat(connection.droppedReplies()).isZero();
    }

    @Test
    void refusesUseByItsOwnDecoder() {
        transport.reply(data(1, 7)).reply(Datagrams.ack(1, PORT));

        assertThatThrownBy(() -> connection.request(REQUEST, m -> {
                    connection.request(REQUEST);
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void givesUpAFloodOfForeignReplies() {
        byte[][] many = new byte[1001][];
        Arrays.fill(many, Datagrams.ack(99, PORT));
        for (int i = 0; i <= NetlinkConnection.MAX_STALE_PER_EXCHANGE / 1000; i++) {
            transport.reply(many);
        }
        transport.reply(Datagrams.ack(1, PORT));

        assertThatThrownBy(() -> connection.request(REQUEST)).isInstanceOf(NetlinkTimeoutException.class);
    }

    @Test
    void closesItsTransportAndRefusesATimeOutOfNothing() {
        connection.close();
        assertThat(transport.isClosed()).isTrue();
        for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> new NetlinkConnection(transport, none))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
