package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Counters;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableServer.RawTunnel;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.dataplane.TableStatistics.ServiceStatistics;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpvsadmPrinterTest {
    private static final DataplaneInfo INFO = new DataplaneInfo("kernel", "1.2.1", 4096);
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.80:80");
    private static final Endpoint FIRST = Endpoint.parse("10.0.0.1:8080");
    private static final Endpoint SECOND = Endpoint.parse("10.0.0.2:80");

    private static final List<TableService> TABLE = List.of(
            service("fwmark6:4294967295", "mh", 0x01 | 0x08 | 0x10, 48, ""),
            service("udp:[2001:db8::80]:5060", "rr", 0x01 | 0x04, 128, "sip"),
            new TableService(
                    WEB,
                    new ServiceSettings("wlc", 0x01, 300, 0xffffff00, Optional.empty()),
                    List.of(
                            new TableServer(SECOND, TableServer.TUNNEL, new RawTunnel(1, 6080, 1), 7, 0, 0),
                            new TableServer(FIRST, TableServer.NAT, RawTunnel.NONE, 1, 100, 10))));

    private static final TableStatistics STATISTICS = new TableStatistics(Map.of(
            WEB,
            new ServiceStatistics(
                    counters(99_999_999L, 100_000_000L, 1_000_000_000L, 100_000_000_000L, 100_000_000_000_000L),
                    Map.of(
                            FIRST,
                            new ServerStatistics(counters(1L << 32, (1L << 32) + 7, 3, 1L << 32, 5), 12, 345, 6)))));

    private static TableService service(String key, String scheduler, int flags, int mask, String engine) {
        Optional<String> name = engine.isEmpty() ? Optional.empty() : Optional.of(engine);
        return new TableService(
                ServiceKey.parse(key), new ServiceSettings(scheduler, flags, 60, mask, name), List.of());
    }

    private static Counters counters(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {
        return new Counters(
                connections,
                inPackets,
                outPackets,
                inBytes,
                outBytes,
                new Counters.Rates(connections, inPackets, outPackets, inBytes, outBytes));
    }

    private static String print(ListFormat.Columns columns, boolean numeric, boolean exact) {
        ListFormat format = new ListFormat(numeric, exact, false, columns, false);
        return IpvsadmPrinter.table(INFO, ServiceRow.of(IpvsTable.of(TABLE), STATISTICS), format, new FewNames());
    }

    @Test
    void listsNumbers() {
        assertThat(print(ListFormat.Columns.WEIGHTS, true, false)).isEqualTo("""
                IP Virtual Server version 1.2.1 (size=4096)
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
                FWM  -1 IPv6 mh (mh-fallback,mh-port) persistent 60 mask 48
                TCP  192.0.2.80:80 wlc persistent 300 mask 255.255.255.0
                  -> 10.0.0.1:8080                Masq    1      12         345\s\s\s\s\s\s\s
                  -> 10.0.0.2:80                  Tunnel  7      0          0\s\s\s\s\s\s\s\s\s
                UDP  [2001:db8::80]:5060 rr persistent 60 pe sip ops
                """);
    }

    @Test
    void listsNamesAndCutsThemAsTheOriginal() {
        assertThat(print(ListFormat.Columns.WEIGHTS, false, false))
                .contains("TCP  www:http wlc persistent")
                .contains("  -> 10.0.0.2:http                Tunnel  7 ")
                .contains("UDP  [www6.a-name-that-is-longer-than-the-column-of-the-listing. rr");
    }

    @Test
    void scalesCountersAndCutsThoseOfServersTo32Bits() {
        assertThat(print(ListFormat.Columns.STATISTICS, true, false))
                .contains("Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n")
                .contains("TCP  192.0.2.80:80                99999999  100000K    1000M     100G     100T\n")
                .contains("  -> 10.0.0.1:8080                       0        7        3    4294M        5\n");
        assertThat(print(ListFormat.Columns.STATISTICS, true, true))
                .contains(
                        "TCP  192.0.2.80:80                99999999 100000000 1000000000 100000000000 100000000000000\n");
    }

    @Test
    void listsRates() {
        assertThat(print(ListFormat.Columns.RATES, true, false))
                .contains("Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS\n")
                .contains("TCP  192.0.2.80:80                99999999  100000K    1000M     100G     100T\n")
                .contains("  -> 10.0.0.1:8080                       0        7        3        0        5\n");
    }

    @Test
    void listsThresholdsPersistenceAndTunnels() {
        assertThat(print(ListFormat.Columns.THRESHOLDS, true, false))
                .contains("Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn \n")
                .contains("  -> 10.0.0.1:8080                100        10         12         345       \n");
        assertThat(print(ListFormat.Columns.PERSISTENT_CONNECTIONS, true, false))
                .contains("Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn \n")
                .contains("  -> 10.0.0.1:8080                1         6           12         345       \n");
        assertThat(print(ListFormat.Columns.TUNNELS, true, false))
                .contains("  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n")
                .contains("  -> 10.0.0.1:8080                Masq    n/a           1      12         345       \n")
                .contains("  -> 10.0.0.2:80                  Tunnel  gue:6080:+c   7      0          0         \n");
    }

    @Test
    void savesWhatARestoreTakes() {
        List<ServiceRow> rows = ServiceRow.of(IpvsTable.of(TABLE), STATISTICS);

        assertThat(RulePrinter.table(rows, true, new FewNames())).isEqualTo("""
                -A -f -1 -6 -s mh -p 60 -M 48 -b mh-fallback,mh-port
                -A -t 192.0.2.80:80 -s wlc -p 300 -M 255.255.255.0
                -a -t 192.0.2.80:80 -r 10.0.0.1:8080 -m -w 1
                -a -t 192.0.2.80:80 -r 10.0.0.2:80 -i -w 7 --tun-type gue --tun-port 6080 --tun-csum
                -A -u [2001:db8::80]:5060 -s rr -p 60 --pe sip -o
                """);
        assertThat(RulePrinter.table(rows, false, new FewNames()))
                .contains("-a -t www:http -r 10.0.0.1:8080 -m -w 1\n");
    }

    @Test
    void printsTimeoutsAndDaemons() {
        assertThat(IpvsadmPrinter.timeouts(new ConnectionTimeouts(900, 120, 300)))
                .isEqualTo("Timeout (tcp tcpfin udp): 900 120 300\n");
        assertThat(IpvsadmPrinter.daemons(List.of(SyncDaemon.of(SyncDaemon.State.BACKUP, "eth0", 7))))
                .isEqualTo("backup sync daemon (mcast=eth0, syncid=7)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0, '        0'",
        "99999999, ' 99999999'",
        "100000000, '  100000K'",
        "999999999, '  999999K'",
        "1000000000, '    1000M'",
        "99999999999, '   99999M'",
        "100000000000, '     100G'",
        "99999999999999, '   99999G'",
        "100000000000000, '     100T'",
        "-1, '18446744T'",
    })
    void scalesACounter(long number, String expected) {
        StringBuilder out = new StringBuilder();
        TextColumns.counter(out, number, false);

        assertThat(out.toString()).isEqualTo(expected);
    }

    @Test
    void keepsEqualRowsInOrderAndComparesBySubtractingAsTheOriginal() {
        List<ServiceRow> rows = ServiceRow.of(
                IpvsTable.of(List.of(
                        service("tcp:10.0.0.1:80", "rr", 0, -1, ""), service("tcp:200.0.0.1:80", "rr", 0, -1, ""))),
                STATISTICS);

        // 200.0.0.1 less 10.0.0.1 is negative in 32 bits.
        assertThat(ListingOrder.services(rows))
                .extracting(row -> row.endpoint().toString())
                .containsExactly("200.0.0.1:80", "10.0.0.1:80");
    }
}
