package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, IP, 192.0.2.1",
        "2001:DB8:0::1, IP, 2001:db8::1",
        "::1, IP, ::1",
        "LB-1.Example.NET, DNS, lb-1.example.net",
        "localhost, DNS, localhost",
        "1.a, DNS, 1.a"
    })
    void readsAddressesAndHostNamesIntoOneForm(String given, SubjectAddress.Kind kind, String text) {
        assertThat(SubjectAddress.parse(given)).isEqualTo(new SubjectAddress(kind, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | must be an IPv4 or IPv6 address, or a host name of 1 to 253",
                "192.0.2.300 | no host name ends in a number",
                "10.0.0 | no host name ends in a number",
                "0.0.0.0 | must be the address of one host",
                ":: | must be the address of one host",
                "224.0.0.18 | must be the address of one host",
                "ff02::12 | must be the address of one host",
                "::ffff:192.0.2.1 | write the IPv4 address",
                "fe80::1%eth0 | without a zone",
                "[2001:db8::1] | without brackets",
                "192.0.2.1:80 | a port does not belong here",
                "lb:80 | a port does not belong here",
                "*.example.net | no wildcards",
                "lb_1.example.net | labels of 1 to 63 letters",
                "-a.net | not at their ends",
                "a..net | labels of 1 to 63 letters",
                "example.net. | labels of 1 to 63 letters",
                "bücher.example | labels of 1 to 63 letters",
                "'a b' | labels of 1 to 63 letters"
            })
    void refusesWhatNamesNoSingleHostWithTheRule(String given, String rule) {
        assertThatThrownBy(() -> SubjectAddress.parse(given))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("address '" + given + "'")
                .hasMessageContaining(rule);
    }
}
