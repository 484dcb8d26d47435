package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Tunnel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpvsadmParserTest {
    private static IpvsadmCall parse(String words) {
        return new IpvsadmParser("ipvsadm", new FewNames()).parse(List.of(words.split(" ", -1)));
    }

    private static DataplaneChange change(String words) {
        return ((IpvsadmCall.Change) parse(words)).change();
    }

    private static CallFailure failure(String words) {
        return catchThrowableOfType(CallFailure.class, () -> parse(words));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-A -t 192.0.2.1:80 | add service tcp:192.0.2.1:80 scheduler wlc",
                "-A -u www:domain -s rr -o | add service udp:192.0.2.80:53 scheduler rr, one packet",
                "-A --sctp-service [2001:db8::1]:5 -p -M 64"
                        + " | add service sctp:[2001:db8::1]:5 scheduler wlc, persistent 360 s mask 64",
                "-A -f 7 -6 -p 10 | add service fwmark6:7 scheduler wlc, persistent 10 s",
                "-A -t 192.0.2.1:0 -p10 -M 255.255.0.0 -s sh -b sh-port,sh-fallback --pe sip"
                        + " | add service tcp:192.0.2.1:0 scheduler sh, persistent 10 s mask 255.255.0.0,"
                        + " persistence engine sip, scheduler flag 1, scheduler flag 2",
                "-E -t 1.772:http -s nq | edit service tcp:1.0.3.4:80 scheduler nq",
                "-D -t 2001:db8::1 | delete service tcp:[2001:db8::1]:0",
                "-C | delete all services",
                "-Z | zero the counters of all services",
                "-Z -t 0.0.0.0:0 | zero the counters of all services",
                "-Z -f 3 | zero the counters of fwmark:3",
                "-d -t 192.0.2.1:80 -r 192.0.2.2 | delete real server 192.0.2.2:80 of tcp:192.0.2.1:80",
                "-a -f 3 -r 192.0.2.2:http -i | add real server 192.0.2.2:80 tun weight 1 to fwmark:3",
                "-a -t 192.0.2.1:80 -r [2001:db8::2]:80 -i"
                        + " | add real server [2001:db8::2]:80 tun weight 1 to tcp:192.0.2.1:80",
                "--stop-daemon backup --syncid 3 | stop the backup synchronisation daemon",
            })
    void readsChanges(String words, String expected) {
        assertThat(change(words.strip()).describe()).startsWith(expected.strip());
    }

    @Test
    void readsARealServerWithEveryOption() {
        assertThat(change("-e -t 192.0.2.1:80 -r 192.0.2.2:8080 -m -w 2147483647 -x 100 -y 5"))
                .isEqualTo(new DataplaneChange.EditServer(
                        ServiceKey.parse("tcp:192.0.2.1:80"),
                        new RealServer(
                                Endpoint.parse("192.0.2.2:8080"),
                                ForwardingMethod.NAT,
                                Tunnel.IPIP,
                                Integer.MAX_VALUE,
                                100,
                                5)));
    }

    @Test
    void readsTunnels() {
        DataplaneChange.AddServer gue = (DataplaneChange.AddServer)
                change("-a -t 192.0.2.1:80 -r 192.0.2.2 -i --tun-type gue --tun-port 6080 --tun-remcsum");
        DataplaneChange.AddServer gre =
                (DataplaneChange.AddServer) change("-a -t 192.0.2.1:80 -r 192.0.2.2 -i --tun-type gre --tun-csum");

        assertThat(gue.server().tunnel()).isEqualTo(new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.REMOTE));
        assertThat(gre.server().tunnel()).isEqualTo(new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL));
    }

    @Test
    void takesTheServicesPortWhereItCannotBeMappedAndWarns() {
        IpvsadmCall.Change mapped = (IpvsadmCall.Change) parse("-a -t 192.0.2.1:80 -r 192.0.2.2:8080 -g");
        IpvsadmCall.Change before = (IpvsadmCall.Change) parse("-a -r 192.0.2.2 -t 192.0.2.1:80 -i");

        assertThat(mapped.change().subject()).isEqualTo("tcp:192.0.2.1:80 192.0.2.2:80");
        assertThat(mapped.warning())
                .contains("Warning: direct routing cannot map ports: real server 192.0.2.2:8080 gets the service's"
                        + " port 80 (use -m to map ports)");
        assertThat(before.change().subject()).isEqualTo("tcp:192.0.2.1:80 192.0.2.2:80");
        assertThat(before.warning()).isEmpty();
    }

    @Test
    void readsTimeoutsAndDaemons() {
        assertThat(change("--set 10 0 30"))
                .isEqualTo(new DataplaneChange.SetTimeouts(new ConnectionTimeouts(10, 0, 30)));
        assertThat(change("--start-daemon master"))
                .isEqualTo(new DataplaneChange.StartDaemon(SyncDaemon.of(SyncDaemon.State.MASTER, "eth0", 0)));
    }

    @Test
    void readsListings() {
        assertThat(parse("-Ln --rate --stats -X"))
                .isEqualTo(new IpvsadmCall.ListTable(
                        new ListFormat(true, true, false, ListFormat.Columns.STATISTICS, false)));
        assertThat(parse("-l -f 3 --nosort --tun-info"))
                .isEqualTo(new IpvsadmCall.ListService(
                        ServiceKey.parse("fwmark:3"),
                        new ListFormat(false, false, true, ListFormat.Columns.TUNNELS, false)));
        assertThat(parse("-Lc --persistent-conn")).isInstanceOf(IpvsadmCall.ListConnections.class);
        assertThat(parse("-L --timeout")).isEqualTo(new IpvsadmCall.ListTimeouts());
        assertThat(parse("-L --daemon")).isEqualTo(new IpvsadmCall.ListDaemons());
        assertThat(parse("-Sn")).isEqualTo(new IpvsadmCall.Save(true));
        assertThat(parse("-R")).isEqualTo(new IpvsadmCall.Restore());
        assertThat(parse("--help -L")).isEqualTo(new IpvsadmCall.Help());
        assertThat(parse("-v")).isEqualTo(new IpvsadmCall.Version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-A | 2 | You need to supply the 'service-address' option for the 'add-service' command",
                "-L -p | 2 | Illegal 'persistent' option with the 'list' command",
                "-L --daemon --timeout | 2 |"
                        + " The option 'daemon' conflicts with the 'timeout' option in the 'list' command",
                "-L -n -n | 2 | multiple 'numeric' options specified",
                "-A -t 80 | 2 | illegal virtual server address[:port] specified",
                "-A -t 1.2.3.4 | 2 | Zero port specified for non-persistent service",
                "-A -t 1.2.3.4:5 -p 2678401 | 2 | invalid timeout value `2678401' specified",
                "-A -t 1.2.3.4:5 -b mh-port | 2 | incompatible scheduler flag `mh-port'",
                "-A -t 1.2.3.4:5 -b , | 2 | invalid scheduler flag `,'",
                "-A -t 1.2.3.4:5 -s a/b | 255 | Scheduler or persistence engine not found",
                "-a -t 1.2.3.4:5 -r 1.2.3.4:5 -i --tun-type gue | 2 |"
                        + " You need to supply the 'tun-port' option for the 'gue' tunnel type",
                "-Q | 255 | Try `ipvsadm -h' or 'ipvsadm --help' for more information.",
                "-L -Q | 255 | -Q: unknown option",
                "-L -A | 2 | invalid option `-A'",
                "-L x | 2 | unexpected argument x",
                "--set 1 2 | 2 | --set option requires 3 timeout values",
            })
    void refusesWithTheTextAndStatusOfTheOriginal(String words, int status, String text) {
        CallFailure failure = failure(words.strip());

        assertThat(failure.text()).isEqualTo(text.strip());
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void showsTheZeroKeyOnlyWhereSomethingIsNamed() {
        assertThat(change("-Z -u 0.0.0.0:53"))
                .isEqualTo(new DataplaneChange.ZeroCounters(Optional.of(ServiceKey.parse("udp:0.0.0.0:53"))));
    }

    @Test
    void comesThroughAnyWordsWithACallOrAFailure() {
        long seed = System.nanoTime();
        java.util.Random random = new java.util.Random(seed);
        String[] words = {
            "-A",
            "-a",
            "-L",
            "-S",
            "-t",
            "-u",
            "-f",
            "1.2.3.4:80",
            "[::1]:80",
            "7",
            "-6",
            "-p",
            "-M",
            "-r",
            "-i",
            "-m",
            "-w",
            "-x",
            "--tun-type",
            "gue",
            "--tun-port",
            "--set",
            "",
            "-",
            "--",
            "=",
            "-b",
            "sh-port",
            "-s",
            "sh",
            "65536",
            "[",
            "]:",
            "%",
            "\u00e4",
            "-Ln",
            "--pe",
            "--mcast-group",
            "--start-daemon",
            "master",
            "0x",
            "-1",
            ":",
            "1.2.3.4:",
        };
        for (int round = 0; round < 20_000; round++) {
            List<String> call = random.ints(1 + random.nextInt(8), 0, words.length)
                    .mapToObj(i -> words[i])
                    .toList();
            try {
                assertThat(new IpvsadmParser("x", new FewNames()).parse(call)).isNotNull();
            } catch (CallFailure e) {
                assertThat(e.status()).as("seed %d, %s", seed, call).isIn(2, 255);
            }
        }
    }
}
