package io.directorate.events.service;

import static io.directorate.events.service.Samples.map;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.Rejection.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingRulesTest {
    private final TestCluster cluster = new TestCluster();

    private static Command sysctl(String name, String value) {
        return new Command.SetSysctls(map(name, value), new TreeSet<>());
    }

    @Test
    void setsTimeoutsOnce() {
        Command set = new Command.SetTimeouts(Timeouts.DEFAULT);
        assertThat(cluster.accept(set)).containsExactly(new Event.TimeoutsSet(Timeouts.DEFAULT));
        assertThat(cluster.accept(set)).isEmpty();
        assertThat(cluster.image().timeouts()).contains(Timeouts.DEFAULT);
    }

    @Test
    void setsAndReleasesSysctls() {
        assertThat(cluster.accept(sysctl("conntrack", "1")))
                .containsExactly(new Event.SysctlsSet(map("conntrack", "1"), new TreeSet<>()));
        assertThat(cluster.accept(sysctl("conntrack", "01"))).isEmpty();
        assertThat(cluster.accept(new Command.SetSysctls(map("sloppy_tcp", "1"), set("conntrack", "pmtu_disc"))))
                .containsExactly(new Event.SysctlsSet(map("sloppy_tcp", "1"), set("conntrack")));
        assertThat(cluster.image().sysctls()).isEqualTo(map("sloppy_tcp", "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "sync_threshold, '3\t50', 3 50",
        "sync_threshold, ' 0  1 ', 0 1",
        "sync_threshold, 7 0, 7 0",
        "sync_ports, 64, 64",
        "est_nice, -20, -20",
        "est_cpulist, '0-3,8', '0-3,8'",
        "amemthresh, 2147483647, 2147483647",
        "sync_refresh_period, 10, 10",
        "drop_entry, 3, 3",
        "conn_reuse_mode, 0, 0",
    })
    void bringsSysctlValuesIntoOneForm(String name, String value, String form) {
        assertThat(cluster.accept(sysctl(name, value)))
                .containsExactly(new Event.SysctlsSet(map(name, form), new TreeSet<>()));
        assertThat(cluster.accept(sysctl(name, form))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "conntrack, 2, a number from 0 to 1",
        "conntrack, '', a number from 0 to 1",
        "conntrack, yes, a number from 0 to 1",
        "conntrack, 1.0, a number from 0 to 1",
        "drop_entry, 4, a number from 0 to 3",
        "am_droprate, -1, a number from 0 to 2147483647",
        "am_droprate, 99999999999999999999, a number from 0 to 2147483647",
        "sync_qlen_max, 0, a number from 1 to 2147483647",
        "sync_ports, 3, a power of two from 1 to 64",
        "sync_ports, 128, a power of two from 1 to 64",
        "est_nice, 20, a number from -20 to 19",
        "est_cpulist, '0-', 'a list of processors such as 0-3,8'",
        "sync_threshold, 50 50, 'two numbers such as ''3 50'', the first below the second, or the second 0'",
        "sync_threshold, 3, 'two numbers such as ''3 50'', the first below the second, or the second 0'",
        "sync_threshold, 1 2 3, 'two numbers such as ''3 50'', the first below the second, or the second 0'",
        "sync_threshold, -1 2, 'two numbers such as ''3 50'', the first below the second, or the second 0'",
    })
    void refusesSysctlValuesOutOfRange(String name, String value, String expected) {
        assertThat(cluster.refuse(sysctl(name, value)))
                .isEqualTo(new Rejection(
                        Rule.SYSCTL,
                        "sysctls." + name,
                        "net.ipv4.vs." + name + " cannot be '" + value + "', must be " + expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"debug_level", "conntrak", "../ip_forward", ""})
    void refusesSysctlsThatAreNotManaged(String name) {
        Rejection rejection = cluster.refuse(sysctl(name, "1"));
        assertThat(rejection.rule()).isEqualTo(Rule.SYSCTL);
        assertThat(rejection.message()).contains("is not a setting below net.ipv4.vs.", "am_droprate amemthresh");
        assertThat(cluster.refuse(new Command.SetSysctls(new TreeMap<>(), set(name)))
                        .rule())
                .isEqualTo(Rule.SYSCTL);
    }

    @Test
    void refusesToSetAndReleaseTheSame() {
        Rejection rejection = cluster.refuse(new Command.SetSysctls(map("conntrack", "1"), set("conntrack")));
        assertThat(rejection.rule()).isEqualTo(Rule.DUPLICATE);
        assertThat(rejection.field()).isEqualTo("released");
    }

    @Test
    void raisesTheFeatureLevelOnlyUpwardsAndOnlySoFar() {
        Rejection lower = cluster.refuse(new Command.RaiseFeatureLevel(1));
        assertThat(lower.rule()).isEqualTo(Rule.FEATURE_LEVEL);
        assertThat(lower.field()).isEqualTo("level");
        assertThat(lower.message()).contains("the cluster is at 1");
        Rejection higher = cluster.refuse(new Command.RaiseFeatureLevel(FeatureLevel.SUPPORTED + 1));
        assertThat(higher.rule()).isEqualTo(Rule.FEATURE_LEVEL);
        assertThat(higher.message()).contains("this build supports at most 1", "upgrade every member");
        List<Event> events = SettingDecisions.raiseFeatureLevel(cluster.image(), new Command.RaiseFeatureLevel(2), 2);
        assertThat(events).containsExactly(new Event.FeatureLevelRaised(2));
        assertThat(TestCluster.apply(cluster.image(), events).featureLevel()).isEqualTo(2);
    }

    @Test
    void recordsDriftAndReportsWithoutChangingTheImage() {
        ClusterImage before = cluster.image();
        assertThat(cluster.accept(new Command.ReportDrift("a", List.of("weight differs"), 3, DriftAction.REPAIRED)))
                .containsExactly(new Event.DriftFound("a", List.of("weight differs"), 3, DriftAction.REPAIRED));
        assertThat(cluster.accept(new Command.ReportDirector("a", "log-tail-cut", Map.of("bytes", "17"))))
                .containsExactly(new Event.DirectorReported("a", "log-tail-cut", Map.of("bytes", "17")));
        assertThat(cluster.image().sha256()).isEqualTo(before.sha256());
        assertThat(cluster.image().sequence()).isEqualTo(2);
    }

    @Test
    void boundsReports() {
        List<String> many = Collections.nCopies(Limits.MAX_DIFFERENCES + 1, "x");
        assertThat(cluster.refuse(new Command.ReportDrift("a", many, 101, DriftAction.ALERTED)))
                .isEqualTo(new Rejection(
                        Rule.LIMIT, "differences", "101 differences are asked for, at most 100 are allowed"));
        Rejection count = cluster.refuse(new Command.ReportDrift("a", List.of("x", "y"), 1, DriftAction.ALERTED));
        assertThat(count.field()).isEqualTo("differenceCount");
        Rejection text = cluster.refuse(new Command.ReportDrift("a", List.of("x\ny"), 1, DriftAction.ALERTED));
        assertThat(text.rule()).isEqualTo(Rule.NAME);
        assertThat(text.field()).isEqualTo("differences[0]");
        assertThat(cluster.refuse(new Command.ReportDirector("a", "Started", Map.of()))
                        .field())
                .isEqualTo("kind");
        assertThat(cluster.refuse(new Command.ReportDirector("a/b", "started", Map.of()))
                        .field())
                .isEqualTo("director");
        assertThat(cluster.refuse(new Command.ReportDirector("a", "started", Map.of("", "x")))
                        .rule())
                .isEqualTo(Rule.NAME);
        String longText = "x".repeat(Limits.MAX_TEXT_LENGTH + 1);
        assertThat(cluster.refuse(new Command.ReportDirector("a", "started", Map.of("why", longText)))
                        .rule())
                .isEqualTo(Rule.LIMIT);
    }

    @Test
    void refusesTagsAndOwnersThatAreNoNames() {
        Rejection control = refuseTag("tier", "a\u0007b");
        assertThat(control.rule()).isEqualTo(Rule.NAME);
        assertThat(control.field()).isEqualTo("tags.tier");
        assertThat(control.message()).contains("a?b");
        assertThat(refuseTag("", "x").rule()).isEqualTo(Rule.NAME);
        assertThat(refuseTag("tier", "").rule()).isEqualTo(Rule.NAME);
        assertThat(refuseTag("tier", "x".repeat(64)).rule()).isEqualTo(Rule.NAME);
        assertThat(refuseTag("tier", "\ud800").rule()).isEqualTo(Rule.NAME);
        SortedMap<String, String> many = new TreeMap<>();
        for (int i = 0; i <= Limits.MAX_TAGS; i++) {
            many.put("t" + i, "x");
        }
        assertThat(cluster.refuse(labelled(Optional.empty(), many)).rule()).isEqualTo(Rule.LIMIT);
        Rejection owner = cluster.refuse(labelled(Optional.of("a b"), new TreeMap<>()));
        assertThat(owner.rule()).isEqualTo(Rule.NAME);
        assertThat(owner.field()).isEqualTo("owner");
        cluster.accept(labelled(Optional.of("shop"), map("Ünï", "日本 x")));
    }

    private Rejection refuseTag(String name, String value) {
        return cluster.refuse(labelled(Optional.empty(), map(name, value)));
    }

    private static Command labelled(Optional<String> owner, SortedMap<String, String> tags) {
        return new Command.AddService(service("tcp:192.0.2.1:80"), new ServiceLabels(owner, Optional.empty(), tags));
    }

    @Test
    void anEnvelopeIsWellFormed() {
        Command command = new Command.ClearServices();
        assertInvalid("commandId", () -> new CommandEnvelope("", "a", "", 0, -1, command));
        assertInvalid("commandId", () -> new CommandEnvelope("a b", "a", "", 0, -1, command));
        assertInvalid("commandId", () -> new CommandEnvelope("x".repeat(129), "a", "", 0, -1, command));
        assertInvalid("actor", () -> new CommandEnvelope("1", " ", "", 0, -1, command));
        assertInvalid("actor", () -> new CommandEnvelope("1", "x".repeat(257), "", 0, -1, command));
        assertInvalid("reason", () -> new CommandEnvelope("1", "a", "line\nline", 0, -1, command));
        assertInvalid("reason", () -> new CommandEnvelope("1", "a", "x".repeat(1025), 0, -1, command));
        assertInvalid("expectedIndex", () -> new CommandEnvelope("1", "a", "", 0, -2, command));
    }

    private static void assertInvalid(String field, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
