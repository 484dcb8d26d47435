package io.directorate.events.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.Gen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    private static final Path VECTORS = Path.of("src/test/resources/inet/vectors.txt");
    private static final Path READ = Path.of("src/test/resources/inet/read.txt");

    private static List<String[]> lines(Path file) throws IOException {
        List<String[]> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                lines.add(line.split(" ", -1));
            }
        }
        assertThat(lines).isNotEmpty();
        return lines;
    }

    @Test
    void writesWhatInetNtopWritesAndReadsItBack() throws IOException {
        for (String[] vector : lines(VECTORS)) {
            IpAddress address = IpAddress.of(HexFormat.of().parseHex(vector[0]));
            assertThat(address).hasToString(vector[1]);
            assertThat(IpAddress.parse(vector[1])).isEqualTo(address);
        }
    }

    @Test
    void readsWhatInetPtonReads() throws IOException {
        for (String[] vector : lines(READ)) {
            assertThat(IpAddress.parse(vector[0]).bytes())
                    .isEqualTo(HexFormat.of().parseHex(vector[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.04",
                "1.2.3.",
                "a.b.c.d",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1..3.4",
                "+1.2.3.4",
                "0x1.2.3.4",
                "1.2.3.4444",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "::1.2.3",
                "::1.2.3.256",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "fe80::1%eth0",
                "[::1]",
                "::1/64",
                "1:",
                "::-1",
                ":1",
                "1:2:3:4:5:6:7:1.2.3.4",
                "localhost",
                "::01.2.3.4",
                "::00000",
                "\u0661.2.3.4",
                "::\u0661"
            })
    void refusesWhatInetPtonRefuses(String text) {
        assertThat(IpAddress.isAddress(text)).isFalse();
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("address"))
                .hasMessage("'" + text + "' is not an IPv4 or IPv6 address");
    }

    @Test
    void agreesWithThePlatformOnRandomAddresses() {
        Gen.forSeeds(2000, gen -> {
            byte[] bytes = gen.bytes(gen.pick(4, 16));
            for (int i = 0; i + 1 < bytes.length; i += 2) {
                if (gen.chance(50)) {
                    bytes[i] = 0;
                    bytes[i + 1] = (byte) (gen.chance(80) ? 0 : gen.number(0, 255));
                }
            }
            IpAddress address = IpAddress.of(bytes);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
            assertThat(address.bytes()).isEqualTo(bytes);
            InetAddress platform = platform(bytes);
            assertThat(IpAddress.parse(platform.getHostAddress()).bytes()).isEqualTo(platform.getAddress());
            assertThat(address.isMulticast() || bytes.length != platform.getAddress().length)
                    .isEqualTo(platform.isMulticastAddress() || bytes.length != platform.getAddress().length);
            assertThat(address.isAny()).isEqualTo(platform.isAnyLocalAddress());
        });
    }

    private static InetAddress platform(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesOtherLengths() {
        for (int length : new int[] {0, 3, 5, 15, 17}) {
            assertThatThrownBy(() -> IpAddress.of(new byte[length]))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("an address has 4 or 16 bytes, not " + length);
        }
    }

    @Test
    void isNotChangedThroughItsBytes() {
        byte[] bytes = {1, 2, 3, 4};
        IpAddress address = IpAddress.of(bytes);
        bytes[0] = 9;
        address.bytes()[1] = 9;
        assertThat(address).hasToString("1.2.3.4");
    }

    @Test
    void sortsByFamilyThenValueWithoutSign() {
        List<IpAddress> sorted = new ArrayList<>(List.of(
                IpAddress.parse("::1"),
                IpAddress.parse("ff02::1"),
                IpAddress.parse("200.0.0.1"),
                IpAddress.parse("1.0.0.1")));
        Collections.sort(sorted);
        assertThat(sorted).map(IpAddress::toString).containsExactly("1.0.0.1", "200.0.0.1", "::1", "ff02::1");
    }

    @Test
    void anIpv4MappedAddressStaysIpv6() {
        IpAddress mapped = IpAddress.parse("::ffff:192.0.2.1");
        assertThat(mapped.family()).isEqualTo(AddressFamily.IPV6);
        assertThat(mapped).isNotEqualTo(IpAddress.parse("192.0.2.1"));
        assertThat(mapped.inUrl()).isEqualTo("[::ffff:192.0.2.1]");
    }

    @Test
    void knowsTheUnspecifiedAddresses() {
        for (AddressFamily family : AddressFamily.values()) {
            assertThat(IpAddress.any(family).isAny()).isTrue();
            assertThat(IpAddress.any(family).family()).isEqualTo(family);
        }
        assertThat(IpAddress.any(AddressFamily.IPV4)).hasToString("0.0.0.0");
        assertThat(IpAddress.any(AddressFamily.IPV6)).hasToString("::");
        assertThat(Arrays.hashCode(new byte[4]))
                .isEqualTo(IpAddress.any(AddressFamily.IPV4).hashCode());
    }
}
