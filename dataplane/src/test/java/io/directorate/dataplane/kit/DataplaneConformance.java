package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Counters;
import io.directorate.dataplane.DataplaneChange.AddServer;
import io.directorate.dataplane.DataplaneChange.AddService;
import io.directorate.dataplane.DataplaneChange.SetSysctl;
import io.directorate.dataplane.DataplaneChange.SetTimeouts;
import io.directorate.dataplane.DataplaneChange.StartDaemon;
import io.directorate.dataplane.DataplaneChange.StopDaemon;
import io.directorate.dataplane.DataplaneChange.ZeroCounters;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.SyncDaemon.State;
import io.directorate.dataplane.TableStatistics.ServiceStatistics;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VirtualService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What every dataplane must do. A subclass says how to make one; the tests never skip, and a dataplane that does nothing fails each of them.
 */
public abstract class DataplaneConformance extends ForeignConformance {
    private static final Duration COUNTERS_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_NANOS = 20_000_000;
    private static final ConnectionTimeouts SOME_TIMEOUTS = new ConnectionTimeouts(600, 60, 120);

    @Test
    void tellsWhatItIs() {
        DataplaneInfo info = dataplane().info();

        assertThat(info.kind()).isIn("kernel", "fake");
        assertThat(info.version()).isEqualTo("1.2.1");
        assertThat(info.connectionTableSize()).isGreaterThanOrEqualTo(256);
    }

    @Test
    void setsTimeoutsAllOrSome() {
        apply(new SetTimeouts(SOME_TIMEOUTS));
        assertThat(dataplane().timeouts()).isEqualTo(SOME_TIMEOUTS);

        apply(new SetTimeouts(new ConnectionTimeouts(0, 61, 0)));
        assertThat(dataplane().timeouts()).isEqualTo(new ConnectionTimeouts(600, 61, 120));

        Timeouts longest = new Timeouts(Timeouts.MAX_SECONDS, Timeouts.MAX_SECONDS, 1);
        apply(new SetTimeouts(longest));
        assertThat(dataplane().timeouts().toTimeouts()).contains(longest);

        apply(new SetTimeouts(Timeouts.DEFAULT));
        assertThat(dataplane().timeouts().toTimeouts()).contains(Timeouts.DEFAULT);
    }

    @Test
    void refusesTimeoutsThatAreTooLong() {
        apply(new SetTimeouts(SOME_TIMEOUTS));

        refuses("EINVAL", new SetTimeouts(new ConnectionTimeouts(0x80000000L, 1, 1)));
        refuses("EINVAL", new SetTimeouts(new ConnectionTimeouts(1, Integer.MAX_VALUE, 1)));
        refuses("EINVAL", new SetTimeouts(new ConnectionTimeouts(1, 1, 0xffffffffL)));

        assertThat(dataplane().timeouts()).isEqualTo(SOME_TIMEOUTS);
        apply(new SetTimeouts(Timeouts.DEFAULT));
    }

    @Test
    void countsTrafficAndSetsCountersToZero() {
        prepareTraffic();
        bench().sendPackets(3);

        ServiceStatistics counted = awaitPackets(3);
        assertThat(counted.counters().connections()).isEqualTo(3);
        assertThat(counted.counters().incomingPackets()).isEqualTo(3);
        assertThat(counted.counters().incomingBytes()).isGreaterThan(3 * 28);
        Counters ofServer = ofServer(counted);
        assertThat(ofServer.connections()).isEqualTo(3);
        assertThat(ofServer.incomingPackets()).isEqualTo(3);
        assertThat(ofServer.incomingBytes()).isEqualTo(counted.counters().incomingBytes());
        IpvsSnapshot one = dataplane().snapshotOf(TRAFFIC_KEY).orElseThrow();
        assertThat(one.statistics().services()).containsOnlyKeys(TRAFFIC_KEY);
        assertThat(one.table().services()).containsOnlyKeys(TRAFFIC_KEY);

        apply(new ZeroCounters(Optional.of(TRAFFIC_KEY)));
        assertThat(statisticsOf(TRAFFIC_KEY).counters().connections()).isZero();
        assertThat(ofServer(statisticsOf(TRAFFIC_KEY)).incomingPackets()).isZero();
    }

    @Test
    void setsAllCountersToZeroAtOnce() {
        prepareTraffic();
        bench().sendPackets(2);
        assertThat(awaitPackets(2).counters().incomingPackets()).isEqualTo(2);

        apply(new ZeroCounters(Optional.empty()));

        assertThat(statisticsOf(TRAFFIC_KEY).counters().incomingPackets()).isZero();
        refuses("ESRCH", new ZeroCounters(Optional.of(WEB)));
    }

    @Test
    void givesStatisticsOfEveryService() {
        prepareTraffic();
        apply(new AddService(VirtualService.of(WEB6, RR)), new AddServer(WEB6, nat("[2001:db8::9]:80")));

        IpvsSnapshot snapshot = dataplane().snapshot();

        assertThat(snapshot.statistics().services()).containsOnlyKeys(TRAFFIC_KEY, WEB6);
        assertThat(snapshot.table().services()).containsOnlyKeys(TRAFFIC_KEY, WEB6);
        assertThat(dataplane().read()).isEqualTo(snapshot.table());
        assertThat(dataplane().statistics().services()).containsOnlyKeys(TRAFFIC_KEY, WEB6);
    }

    @Test
    void startsAndStopsDaemonsWithTheKernelsDefaults() {
        apply(new StartDaemon(SyncDaemon.of(State.MASTER, "lo", 7)));
        SyncDaemon master = new SyncDaemon(
                State.MASTER,
                "lo",
                7,
                OptionalInt.of(1472),
                group("224.0.0.81"),
                OptionalInt.of(8848),
                OptionalInt.of(1));
        assertThat(dataplane().daemons()).containsExactly(master);

        apply(new StopDaemon(State.MASTER));
        assertThat(dataplane().daemons()).isEmpty();
    }

    @Test
    void startsDaemonsWithEveryOption() {
        SyncDaemon master = new SyncDaemon(
                State.MASTER,
                "lo",
                255,
                OptionalInt.of(44),
                group("224.9.8.7"),
                OptionalInt.of(65535),
                OptionalInt.of(255));
        SyncDaemon backup = new SyncDaemon(
                State.BACKUP,
                "lo",
                0,
                OptionalInt.of(9000),
                group("ff05::81"),
                OptionalInt.of(1000),
                OptionalInt.of(2));

        apply(new StartDaemon(master), new StartDaemon(backup));

        assertThat(dataplane().daemons()).containsExactly(master, backup);
        refuses("EEXIST", new StartDaemon(master));
        refuses("EEXIST", new StartDaemon(SyncDaemon.of(State.BACKUP, "lo", 1)));
        apply(new StopDaemon(State.BACKUP), new StopDaemon(State.MASTER));
        assertThat(dataplane().daemons()).isEmpty();
    }

    @Test
    void stopsADaemonThatHasOnlyJustStarted() {
        for (int i = 0; i < 5; i++) {
            apply(new StartDaemon(SyncDaemon.of(State.BACKUP, "lo", 3)), new StopDaemon(State.BACKUP));
            assertThat(dataplane().daemons()).isEmpty();
        }
        refuses("ESRCH", new StopDaemon(State.BACKUP));
    }

    @Test
    void refusesDaemonsThatCannotBe() {
        refuses("ENODEV", new StartDaemon(SyncDaemon.of(State.MASTER, "nosuch0", 1)));
        refuses("ESRCH", new StopDaemon(State.MASTER));
        refuses("ESRCH", new StopDaemon(State.BACKUP));
        SyncDaemon unicast = new SyncDaemon(
                State.MASTER,
                "lo",
                1,
                OptionalInt.empty(),
                group("10.0.0.1"),
                OptionalInt.empty(),
                OptionalInt.empty());
        refuses("EINVAL", new StartDaemon(unicast));
        SyncDaemon unicast6 = new SyncDaemon(
                State.MASTER,
                "lo",
                1,
                OptionalInt.empty(),
                group("2001:db8::1"),
                OptionalInt.empty(),
                OptionalInt.empty());
        refuses("EINVAL", new StartDaemon(unicast6));
    }

    @Test
    void readsAndWritesSettings() {
        String before = dataplane().sysctl("sloppy_tcp").orElseThrow();
        assertThat(before).isEqualTo("0");

        apply(new SetSysctl("sloppy_tcp", "1"), new SetSysctl("sync_threshold", "0 1"));
        assertThat(dataplane().sysctl("sloppy_tcp")).contains("1");
        assertThat(dataplane().sysctl("sync_threshold").orElseThrow().split("\\s+"))
                .containsExactly("0", "1");

        apply(new SetSysctl("sloppy_tcp", "0"), new SetSysctl("sync_threshold", "3 50"));
        assertThat(dataplane().sysctl("sloppy_tcp")).contains("0");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThat(dataplane().sysctl("nosuch")).isEmpty();
        assertThat(dataplane().sysctl("../../core/somaxconn")).isEmpty();
        refuses("ENOENT", new SetSysctl("nosuch", "1"));
        refuses("ENOENT", new SetSysctl("../vs/sloppy_tcp", "1"));
        refuses("EINVAL", new SetSysctl("sloppy_tcp", " "));
        refuses("EINVAL", new SetSysctl("sloppy_tcp", "1\n2"));
    }

    @Test
    void keepsTheOrderOfSettingsAndServices() {
        var failures = dataplane()
                .apply(List.of(
                        new SetSysctl("nosuch", "1"),
                        new AddService(VirtualService.of(WEB, RR)),
                        new SetSysctl("sloppy_tcp", "1"),
                        new AddService(VirtualService.of(WEB, RR)),
                        new SetSysctl("sloppy_tcp", "0"),
                        new StopDaemon(State.MASTER),
                        new AddServer(WEB6, nat("[2001:db8::9]:80")),
                        new AddServer(WEB, nat("10.0.0.1:80"))))
                .failures();

        assertThat(failures).extracting(failure -> failure.index()).containsExactly(0, 3, 5, 6);
        assertThat(failures)
                .extracting(failure -> failure.errno())
                .containsExactly("ENOENT", "EEXIST", "ESRCH", "ESRCH");
        assertThat(serviceOf(WEB).servers()).hasSize(1);
        assertThat(dataplane().sysctl("sloppy_tcp")).contains("0");
    }

    private void prepareTraffic() {
        apply(
                new AddService(VirtualService.of(TRAFFIC_KEY, RR)),
                new AddServer(TRAFFIC_KEY, nat(TRAFFIC_SERVER.toString())));
    }

    /** The kernel brings its counters up to date every two seconds ({@code net/netfilter/ipvs/ip_vs_est.c}). */
    private ServiceStatistics awaitPackets(long packets) {
        long deadline = System.nanoTime() + COUNTERS_TIMEOUT.toNanos();
        ServiceStatistics statistics = statisticsOf(TRAFFIC_KEY);
        while (statistics.counters().incomingPackets() < packets && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
            statistics = statisticsOf(TRAFFIC_KEY);
        }
        return statistics;
    }

    private static Counters ofServer(ServiceStatistics statistics) {
        return Optional.ofNullable(statistics.servers().get(TRAFFIC_SERVER))
                .orElseThrow(() -> new AssertionError("no counters of " + TRAFFIC_SERVER))
                .counters();
    }

    private ServiceStatistics statisticsOf(ServiceKey key) {
        return dataplane().statistics().service(key).orElseThrow(() -> new AssertionError("no counters of " + key));
    }

    private static Optional<IpAddress> group(String text) {
        return Optional.of(IpAddress.parse(text));
    }
}
