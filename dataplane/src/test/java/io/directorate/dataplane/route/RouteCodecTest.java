package io.directorate.dataplane.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.directorate.dataplane.netlink.Datagrams;
import io.directorate.dataplane.netlink.Gen;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is written reads back the same: requests to add have the layout of the kernel's replies. */
class RouteCodecTest {
    private static final int ROUNDS = 300;

    private final Gen gen = Gen.create();

    private AddressFamily family() {
        return gen.oneOf(AddressFamily.values());
    }

    private IpAddress address(AddressFamily family) {
        return IpAddress.of(gen.bytes(family.addressBytes()));
    }

    private IpPrefix prefix(AddressFamily family) {
        int length = gen.below(family.addressBits() + 1);
        byte[] bytes = gen.bytes(family.addressBytes());
        for (int bit = length; bit < family.addressBits(); bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return new IpPrefix(IpAddress.of(bytes), length);
    }

    private NextHop hop(AddressFamily family) {
        IpAddress gateway = gen.coin() ? address(gen.coin() ? family : family()) : null;
        int link = gateway != null && gen.coin() ? 0 : gen.below(100) + 1;
        return new NextHop(link, gateway, 1, gen.coin());
    }

    private Route route() {
        AddressFamily family = family();
        List<NextHop> hops = new ArrayList<>();
        for (int i = gen.below(5); i > 0; i--) {
            hops.add(hop(family));
        }
        if (hops.size() > 1) {
            hops.replaceAll(hop -> hop.withWeight(gen.below(256) + 1));
        }
        int table = gen.coin() ? gen.below(255) + 1 : gen.anyInt() | 1;
        IpAddress source = gen.coin() ? address(family) : null;
        RouteType type = gen.oneOf(RouteType.values());
        return new Route(prefix(family), type, table, hops, source, gen.anyInt(), gen.below(256));
    }

    private Rule rule() {
        AddressFamily family = family();
        int mask = gen.anyInt();
        RuleMatch match = new RuleMatch(
                gen.coin() ? nonEmpty(prefix(family)) : null,
                gen.coin() ? nonEmpty(prefix(family)) : null,
                gen.coin() ? "eth" + gen.below(1000) : null,
                gen.coin() ? "lo" : null,
                gen.anyInt() & mask,
                mask);
        RuleAction action = gen.oneOf(RuleAction.values());
        int table = gen.below(3) == 0 ? 0 : gen.below(100_000);
        return new Rule(family, gen.anyInt(), match, action, table, gen.below(256), false);
    }

    private static IpPrefix nonEmpty(IpPrefix prefix) {
        return prefix.length() == 0 ? IpPrefix.host(prefix.address()) : prefix;
    }

    private InterfaceAddress interfaceAddress() {
        AddressFamily family = family();
        int prefixLength = gen.below(family.addressBits() + 1);
        String label = family == AddressFamily.IPV4 && gen.coin() ? "eth0:" + gen.below(1000) : null;
        return new InterfaceAddress(
                gen.below(1000) + 1, address(family), prefixLength, gen.below(256), label, gen.anyInt());
    }

    private Neighbour neighbour() {
        HardwareAddress hardware = gen.coin() ? HardwareAddress.of(gen.bytes(gen.below(32) + 1)) : null;
        return new Neighbour(gen.below(1000) + 1, address(family()), hardware, gen.below(256), gen.below(256));
    }

    private <T> void roundTrip(T value, Message written, Function<ReceivedMessage, Optional<T>> decode) {
        assertThat(decode.apply(Datagrams.received(written))).as("%s", gen).contains(value);
        byte[] whole = Datagrams.bytes(written, 1, 1);
        byte[] changed = whole.clone();
        changed[16 + gen.below(changed.length - 16)] = (byte) gen.anyInt();
        readsOrRefuses(changed, value, decode);
        for (int length = 16; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putInt(0, length);
            readsOrRefuses(cut, value, decode);
        }
    }

    private <T> void readsOrRefuses(byte[] bytes, T value, Function<ReceivedMessage, Optional<T>> decode) {
        try {
            Datagrams.read(bytes)
                    .forEach(message -> assertThat(decode.apply(message)).isNotNull());
        } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("malformed");
        } catch (RuntimeException e) {
            fail(gen + " " + value + " as " + Arrays.toString(bytes), e);
        }
    }

    @Test
    void readsBackWhatItWrote() {
        for (int round = 0; round < ROUNDS; round++) {
            Route route = route();
            roundTrip(route, RouteCodec.add(route, 0), RouteCodec::decode);
            Rule rule = rule();
            roundTrip(rule, RuleCodec.add(rule, 0), RuleCodec::decode);
            InterfaceAddress address = interfaceAddress();
            InterfaceAddress withFlags = address.flags() == 0 ? address.withFlags(1) : address;
            roundTrip(withFlags, AddressCodec.add(withFlags, 0), AddressCodec::decode);
            Neighbour neighbour = neighbour();
            roundTrip(neighbour, NeighbourCodec.add(neighbour, 0), NeighbourCodec::decode);
        }
    }

    private static ReceivedMessage received(int headerBytes, int firstByte, Consumer<MessageBuilder> rest) {
        MessageBuilder builder = new MessageBuilder("test", 24, 0).headerU8(firstByte);
        rest.accept(builder);
        ReceivedMessage message = Datagrams.received(builder.build());
        assertThat(message.length()).isGreaterThanOrEqualTo(headerBytes);
        return message;
    }

    @Test
    void passesOverOtherFamiliesAndEntriesOfTheRouteCache() {
        int mpls = 28;
        assertThat(RouteCodec.decode(received(
                        12, mpls, b -> b.headerU8(0).headerU16(0).headerU32(0).headerU32(0))))
                .isEmpty();
        assertThat(AddressCodec.decode(
                        received(8, mpls, b -> b.headerU8(0).headerU16(0).headerU32(0))))
                .isEmpty();
        assertThat(RuleCodec.decode(received(
                        12, mpls, b -> b.headerU8(0).headerU16(0).headerU32(0).headerU32(0))))
                .isEmpty();
        assertThat(NeighbourCodec.decode(received(
                        12, 7, b -> b.headerU8(0).headerU16(0).headerU32(1).headerU32(0))))
                .isEmpty();
        assertThat(RouteCodec.decode(received(
                        12,
                        10,
                        b -> b.headerU8(0)
                                .headerU16(0)
                                .headerU8(254)
                                .headerU8(2)
                                .headerU8(0)
                                .headerU8(1)
                                .headerU32(0x200))))
                .isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitItsFamily() {
        refuses(() -> RouteCodec.decode(received(
                12,
                2,
                b -> b.headerU8(33)
                        .headerU16(0)
                        .headerU8(254)
                        .headerU16(0)
                        .headerU8(1)
                        .headerU32(0))));
        refuses(() -> RouteCodec.decode(received(
                12,
                2,
                b -> b.headerU8(24)
                        .headerU16(0)
                        .headerU8(254)
                        .headerU16(0)
                        .headerU8(1)
                        .headerU32(0)
                        .bytes(1, new byte[16]))));
        refuses(() -> AddressCodec.decode(
                received(8, 2, b -> b.headerU8(24).headerU16(0).headerU32(1))));
        refuses(() -> AddressCodec.decode(
                received(8, 2, b -> b.headerU8(33).headerU16(0).headerU32(1).bytes(2, new byte[4]))));
        refuses(() -> AddressCodec.decode(
                received(8, 2, b -> b.headerU8(24).headerU16(0).headerU32(0).bytes(2, new byte[4]))));
        refuses(() -> NeighbourCodec.decode(
                received(12, 2, b -> b.headerU8(0).headerU16(0).headerU32(1).headerU32(0))));
        refuses(() -> NeighbourCodec.decode(received(
                12,
                2,
                b -> b.headerU8(0)
                        .headerU16(0)
                        .headerU32(1)
                        .headerU32(0)
                        .bytes(1, new byte[4])
                        .bytes(2, new byte[33]))));
        refuses(() -> LinkCodec.decode(received(
                16, 0, b -> b.headerU8(0).headerU16(1).headerU32(0).headerU32(0).headerU32(0))));
        refuses(() -> LinkCodec.decode(received(
                16,
                0,
                b -> b.headerU8(0)
                        .headerU16(1)
                        .headerU32(1)
                        .headerU32(0)
                        .headerU32(0)
                        .string(3, "0123456789abcdef"))));
    }

    private static void refuses(ThrowingCallable decoding) {
        assertThatThrownBy(decoding).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void readsALinkWithWhatItHas() {
        Message message = LinkCodec.begin("test", 16, 0, 7, 0x11043, 0)
                .string(3, "eth0")
                .bytes(1, new byte[] {2, 0, 0, 0, 0, 1})
                .u32(4, 1500)
                .u32(5, 9)
                .u32(10, 3)
                .nested(18, info -> info.string(1, "vlan").nested(2, data -> data.u16(1, 100)))
                .build();

        Link link = LinkCodec.decode(Datagrams.received(message));

        assertThat(link)
                .isEqualTo(
                        new Link(7, "eth0", "vlan", 0x11043, 1500, HardwareAddress.parse("02:00:00:00:00:01"), 3, 9));
        assertThat(link.isUp() && link.hasCarrier() && link.resolvesAddresses()).isTrue();
        assertThat(link.isLoopback()).isFalse();
    }
}
