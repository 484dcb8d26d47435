package io.directorate.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.IpAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final HardwareAddress OWNER = HardwareAddress.parse("02:00:5e:10:00:01");

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    @Test
    void announcesAnIpv4AddressByAGratuitousArpRequest() {
        assertThat(hex(Announcement.of(IpAddress.parse("192.0.2.80"), OWNER, true)))
                .isEqualTo("ffffffffffff" + "02005e100001" + "0806" // Ethernet
                        + "0001" + "0800" + "06" + "04" + "0001" // Ethernet, IPv4, request
                        + "02005e100001" + "c0000250" // sender
                        + "ffffffffffff" + "c0000250"); // target
    }

    @Test
    void announcesAnIpv6AddressByAnUnsolicitedAdvertisement() {
        assertThat(hex(Announcement.of(IpAddress.parse("2001:db8::80"), OWNER, false)))
                .isEqualTo("333300000001" + "02005e100001" + "86dd" // Ethernet
                        + "60000000" + "0020" + "3a" + "ff" // version, payload length, ICMPv6, hop limit 255
                        + "20010db8000000000000000000000080"
                        + "ff020000000000000000000000000001"
                        + "88" + "00" + "9a1c" + "20000000" // advertisement, checksum, override
                        + "20010db8000000000000000000000080"
                        + "02" + "01" + "02005e100001"); // target link-layer address
    }

    @Test
    void saysThatARouterIsOne() {
        byte[] host = Announcement.of(IpAddress.parse("2001:db8::80"), OWNER, false);
        byte[] router = Announcement.of(IpAddress.parse("2001:db8::80"), OWNER, true);

        assertThat(host[58]).isEqualTo((byte) 0x20);
        assertThat(router[58]).isEqualTo((byte) 0xa0);
    }

    @Test
    void hasAChecksumThatAddsUpForEveryAddress() {
        for (int i = 0; i < 1000; i++) {
            byte[] address = new byte[16];
            new SplittableRandom(i).nextBytes(address);
            byte[] frame = Announcement.of(IpAddress.of(address), OWNER, i % 2 == 0);

            long sum = 32 + 58;
            for (int at = 22; at < frame.length; at += 2) {
                sum += ((frame[at] & 0xff) << 8) + (frame[at + 1] & 0xff);
            }
            assertThat(sum % 0xffff).as("seed %d", i).isZero();
        }
    }

    @Test
    void refusesAnOwnerThatIsNotOnEthernet() {
        HardwareAddress tunnel = HardwareAddress.of(new byte[] {10, 0, 0, 1});
        assertThatThrownBy(() -> Announcement.of(IpAddress.parse("192.0.2.80"), tunnel, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0a:00:00:01");
    }

    @Test
    void readsAndPrintsHardwareAddresses() {
        assertThat(OWNER).hasToString("02:00:5e:10:00:01").isEqualTo(HardwareAddress.of(OWNER.bytes()));
        assertThat(OWNER.isEthernet()).isTrue();
        assertThat(OWNER).isNotEqualTo(HardwareAddress.parse("02:00:5e:10:00:02"));
        assertThat(OWNER.hashCode()).isEqualTo(HardwareAddress.of(OWNER.bytes()).hashCode());
        for (String wrong : new String[] {"", "02:0", "zz:00:00:00:00:00", "02-00-00-00-00-01", "02:00:"}) {
            assertThatThrownBy(() -> HardwareAddress.parse(wrong))
                    .as("'%s'", wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> HardwareAddress.of(new byte[33])).isInstanceOf(IllegalArgumentException.class);
    }
}
