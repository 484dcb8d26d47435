package io.directorate.dataplane.netlink;

import static io.directorate.dataplane.netlink.ScriptedTransport.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetlinkBatchTest {
    private static final int EEXIST = 17;

    /** Behaves as the kernel: carries out each message, answers errors always and success where asked. */
    private final class Kernel {
        private final List<Integer> applied = new ArrayList<>();

        void take(List<ReceivedMessage> messages) {
            for (ReceivedMessage message : messages) {
                AttributeReader attributes = message.attributes(0);
                assertThat(attributes.next()).isTrue();
                int value = attributes.u32();
                if (refused.contains(value)) {
                    transport.reply(Datagrams.error(EEXIST, message.sequence(), PORT, b -> b.string(1, "no " + value)));
                    continue;
                }
                applied.add(value);
                if ((message.flags() & MessageFlags.ACK) != 0) {
                    transport.reply(Datagrams.ack(message.sequence(), PORT));
                }
            }
        }
    }

    private final List<Integer> refused = new ArrayList<>();
    private final Kernel kernel = new Kernel();
    private final ScriptedTransport transport = new ScriptedTransport(messages -> this.kernel.take(messages));
    private final NetlinkConnection connection = new NetlinkConnection(transport, Duration.ofSeconds(1));

    private static Message message(int value, int padding) {
        return new MessageBuilder("message " + value, 28, 0)
                .u32(1, value)
                .bytes(2, new byte[padding])
                .build();
    }

    private static List<Message> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> message(i, 0)).collect(Collectors.toList());
    }

    @Test
    void asksForOneAcknowledgementASend() {
        assertThat(connection.batch(messages(625))).isEmpty();

        assertThat(kernel.applied).hasSize(625).isSorted();
        assertThat(transport.sent()).hasSize(3);
        for (int send = 0; send < 3; send++) {
            List<ReceivedMessage> sent = transport.sentMessages(send);
            assertThat(sent).hasSize(send < 2 ? 250 : 125);
            assertThat(sent.stream().filter(m -> (m.flags() & MessageFlags.ACK) != 0))
                    .containsExactly(sent.get(sent.size() - 1));
        }
    }

    @Test
    void mapsErrorsToTheirMessagesAndGoesOn() {
        refused.addAll(List.of(0, 42, 99, 100, 119));

        List<BatchFailure> failures = connection.batch(messages(120));

        assertThat(failures).extracting(BatchFailure::index).containsExactlyElementsOf(refused);
        assertThat(failures).allMatch(f -> f.error().exists());
        assertThat(failures.get(1).error()).hasMessageContaining("message 42: EEXIST");
        assertThat(failures.get(1).error().kernelText()).isEqualTo("no 42");
        assertThat(kernel.applied).hasSize(115);
    }

    @Test
    void sendsNoMoreBytesAtOnceThanItsBound() {
        List<Message> large =
                IntStream.range(0, 20).mapToObj(i -> message(i, 20_000)).toList();

        assertThat(connection.batch(large)).isEmpty();

        assertThat(kernel.applied).hasSize(20).isSorted();
        assertThat(transport.sent()).hasSize(7).allMatch(d -> d.length <= NetlinkConnection.MAX_SEND_BYTES);
    }

    @Test
    void doesNothingForAnEmptyBatch() {
        assertThat(connection.batch(List.of())).isEmpty();
        assertThat(transport.sent()).isEmpty();
    }

    @Test
    void keepsErrorsApartFromThoseOfEarlierRequests() {
        transport.reply(Datagrams.error(EEXIST, -5, PORT, b -> {}), Datagrams.error(EEXIST, 500, PORT, b -> {}));

        assertThat(connection.batch(messages(3))).isEmpty();
        assertThat(connection.droppedReplies()).isEqualTo(2);
    }

    @Test
    void namesTheMessagesWhoseFateIsNotKnown() {
        ScriptedTransport silent = new ScriptedTransport();
        NetlinkConnection deaf = new NetlinkConnection(silent, Duration.ofSeconds(1));

        assertThatThrownBy(() -> deaf.batch(messages(350)))
                .isInstanceOf(NetlinkTimeoutException.class)
                .hasMessageContaining("messages 0 to 249 of 350");
        assertThat(silent.sent()).hasSize(1);
    }

    @Test
    void carriesOutWhateverMixOfSizesAndRefusals() {
        Gen gen = Gen.create();
        for (int round = 0; round < 30; round++) {
            kernel.applied.clear();
            refused.clear();
            int count = gen.below(400);
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                messages.add(message(i, gen.below(20) == 0 ? gen.below(30_000) : gen.below(50)));
                if (gen.below(10) == 0) {
                    refused.add(i);
                }
            }

            List<BatchFailure> failures = connection.batch(messages);

            assertThat(failures).as("%s", gen).extracting(BatchFailure::index).containsExactlyElementsOf(refused);
            assertThat(kernel.applied)
                    .as("%s", gen)
                    .hasSize(count - refused.size())
                    .isSorted();
        }
    }
}
