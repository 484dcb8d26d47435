package io.directorate.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random trees of attributes: read back as they were written, and refused by name wherever they are cut. */
class AttributeTreeTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int ROUNDS = 200;
    private static final int MAX_DEPTH = 4;

    /** An attribute: a leaf with bytes, in hexadecimal, or a nest. */
    private record Node(int type, String value, List<Node> children) {
        boolean isNest() {
            return value.isEmpty() && !children.isEmpty();
        }
    }

    private static List<Node> tree(Gen gen, int depth) {
        List<Node> nodes = new ArrayList<>();
        for (int i = gen.below(5) + 1; i > 0; i--) {
            int type = gen.below(AttributeReader.TYPE_MASK) + 1;
            boolean nest = depth < MAX_DEPTH && gen.below(4) == 0;
            nodes.add(new Node(
                    type,
                    nest ? "" : HEX.formatHex(gen.bytes(gen.below(40))),
                    nest ? tree(gen, depth + 1) : List.of()));
        }
        return nodes;
    }

    private static void write(MessageBuilder out, List<Node> nodes) {
        for (Node node : nodes) {
            if (node.isNest()) {
                out.nested(node.type(), inner -> write(inner, node.children()));
            } else {
                out.bytes(node.type(), HEX.parseHex(node.value()));
            }
        }
    }

    private static boolean matches(AttributeReader in, List<Node> nodes) {
        for (Node node : nodes) {
            boolean same = in.next()
                    && in.type() == node.type()
                    && in.isMarkedNested() == node.isNest()
                    && (node.isNest()
                            ? matches(in.nested(), node.children())
                            : HEX.formatHex(in.bytes()).equals(node.value()));
            if (!same) {
                return false;
            }
        }
        return !in.next();
    }

    private static int walk(AttributeReader in) {
        int count = 0;
        while (in.next()) {
            count += 1 + (in.isMarkedNested() ? walk(in.nested()) : 0);
        }
        return count;
    }

    @Test
    void readsBackWhatWasWritten() {
        Gen gen = Gen.create();
        for (int round = 0; round < ROUNDS; round++) {
            List<Node> nodes = tree(gen, 0);
            MessageBuilder builder =
                    new MessageBuilder("tree", 0x10, 0).headerU8(1).headerU8(2).headerU16(3);
            write(builder, nodes);

            ReceivedMessage message = Datagrams.received(builder.build());

            assertThat(matches(message.attributes(4), nodes))
                    .as("%s round %d", gen, round)
                    .isTrue();
        }
    }

    @Test
    void readsOrRefusesEveryCutAndNeverFailsOtherwise() {
        Gen gen = Gen.create();
        for (int round = 0; round < ROUNDS / 4; round++) {
            MessageBuilder builder = new MessageBuilder("tree", 0x10, 0);
            write(builder, tree(gen, 0));
            ByteBuffer whole = builder.build().payload();
            int refused = 0;
            for (int length = 0; length < whole.limit(); length++) {
                try {
                    walk(AttributeReader.of(whole.duplicate().limit(length)));
                } catch (MalformedMessageException e) {
                    assertThat(e.offset()).isBetween(0, length);
                    refused++;
                } catch (RuntimeException e) {
                    fail(gen + " cut at " + length, e);
                }
            }
            assertThat(refused).as("%s round %d", gen, round).isPositive();
        }
    }

    @Test
    void readsOrRefusesEveryChangedByteAndNeverFailsOtherwise() {
        Gen gen = Gen.create();
        for (int round = 0; round < ROUNDS; round++) {
            MessageBuilder builder = new MessageBuilder("tree", 0x10, 0);
            write(builder, tree(gen, 0));
            byte[] bytes = Datagrams.bytes(builder.build(), 1, 1);
            for (int changes = gen.below(4) + 1; changes > 0; changes--) {
                bytes[gen.below(bytes.length)] = (byte) gen.anyInt();
            }
            try {
                Datagrams.read(bytes).forEach(message -> walk(message.attributes(0)));
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessageContaining("expected");
            } catch (RuntimeException e) {
                fail(gen + " round " + round, e);
            }
        }
    }
}
