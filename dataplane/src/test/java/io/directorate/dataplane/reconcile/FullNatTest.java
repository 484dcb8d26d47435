package io.directorate.dataplane.reconcile;

import static io.directorate.dataplane.reconcile.Lab.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.snat.FakeIptables;
import io.directorate.dataplane.snat.IptablesSourceNatTable;
import io.directorate.dataplane.snat.LocalAddresses;
import io.directorate.dataplane.snat.SourceNat;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.GroupMode;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullNatTest {
    private final FakeIptables iptables = new FakeIptables();
    private final Lab lab;

    FullNatTest(@TempDir Path sysctls) {
        lab = new Lab(
                sysctls,
                ReconcilerOptions.DEFAULT,
                Optional.of(new SourceNat(new IptablesSourceNatTable(iptables), LocalAddresses.ALL)));
    }

    @Test
    void isNatWithARuleAndConnectionTracking() {
        ReconcilerStatus status = lab.submit(fullNat(ForwardingMethod.FULLNAT));
        assertThat(status.state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.somebody.readService(WEB).orElseThrow().servers().get(0).method())
                .isEqualTo(TableServer.NAT);
        assertThat(lab.somebody.sysctl("conntrack")).contains("1");
        assertThat(rules()).hasSize(1);
    }

    @Test
    void leavesNoRuleBehindAndConnectionTrackingAsItIs() {
        lab.submit(fullNat(ForwardingMethod.FULLNAT));
        lab.submit(fullNat(ForwardingMethod.NAT), Set.of(WEB));
        assertThat(rules()).isEmpty();
        assertThat(lab.somebody.sysctl("conntrack")).contains("1");
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void aRuleThatSomebodyTookOutComesBackAndIsReported() {
        lab.submit(fullNat(ForwardingMethod.FULLNAT));
        iptables.edit("iptables", IptablesSourceNatTable.CHAIN).clear();
        lab.afterInterval();
        assertThat(rules()).hasSize(1);
        assertThat(lab.reports)
                .singleElement()
                .satisfies(report -> assertThat(report.differences())
                        .singleElement()
                        .asString()
                        .contains(IptablesSourceNatTable.CHAIN, "found with 0 rules"));
    }

    @Test
    void anotherLocalAddressOfTheGroupIsUsedAtOnce() {
        lab.submit(fullNat(ForwardingMethod.FULLNAT));
        ReconcilerStatus status = lab.submit(fullNat(ForwardingMethod.FULLNAT, "10.1.0.77"), Set.of());
        assertThat(status.state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(rules()).singleElement().asString().endsWith("--to-source 10.1.0.77");
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void withoutTheToolTheRestIsProgrammedAndTheStatusSaysWhatToInstall() {
        iptables.uninstall("iptables-legacy", "iptables");
        ReconcilerStatus status = lab.submit(fullNat(ForwardingMethod.FULLNAT));
        assertThat(status.state()).isEqualTo(ReconcilerState.NOT_CONVERGED);
        assertThat(status.stuck().get(0).message()).contains("package iptables");
        assertThat(lab.somebody.read().services()).containsOnlyKeys(WEB);
        assertThat(status.appliedSequence()).isEqualTo(-1);
        var told = lab.reconciler.awaitApplied(1).toCompletableFuture();
        lab.after(Duration.ofMillis(100));
        assertThat(told).isCompletedWithValueMatching(s -> s.stuck().get(0).attempts() == 2);
    }

    private List<String> rules() {
        return iptables.chain("iptables", IptablesSourceNatTable.CHAIN);
    }

    private static DesiredState fullNat(ForwardingMethod method) {
        return fullNat(method, "10.1.0.50");
    }

    private static DesiredState fullNat(ForwardingMethod method, String localAddress) {
        ServiceEntry entry = new ServiceEntry(
                VirtualService.of(WEB, new Scheduler("rr")),
                List.of(RealServer.of(Endpoint.parse("10.1.0.101:8080"), method)),
                new ServiceLabels(Optional.empty(), Optional.of("blue"), new TreeMap<>()));
        VipGroup group = new VipGroup(
                "blue",
                GroupMode.EXTERNAL,
                List.of(new GroupAddress("outside", IpAddress.parse("192.0.2.1"), 32)),
                List.of(),
                List.of(new GroupAddress("inside", IpAddress.parse(localAddress), 24)),
                Optional.empty(),
                new TreeMap<>());
        return DesiredState.of(
                Map.of(WEB, entry), new TreeMap<>(Map.of("blue", group)), Optional.empty(), new TreeMap<>());
    }
}
