package io.directorate.events.service;

import static io.directorate.events.service.Samples.configuration;
import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.entry;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.inGroup;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.map;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.server;
import static io.directorate.events.service.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Rejection.Rule;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One command for each rule that it breaks, so that no rule is without effect. */
class EveryRuleTest {
    private static final String WEB = "tcp:192.0.2.1:80";

    private final TestCluster cluster = new TestCluster()
            .with(
                    new Command.DefineVipGroup(group("web", "192.0.2.1")),
                    new Command.AddService(service(WEB), inGroup("web")),
                    new Command.AddServer(key(WEB), nat("10.0.0.1:80")),
                    configuration("mail", entry(service("tcp:192.0.2.9:25"))));

    private static Command add(VirtualService service) {
        return new Command.AddService(service, ServiceLabels.NONE);
    }

    private static VirtualService with(String key, String scheduler, SchedulerFlags flags, String engine, boolean ops) {
        Optional<String> named = engine.isEmpty() ? Optional.empty() : Optional.of(engine);
        return new VirtualService(key(key), new Scheduler(scheduler), flags, Optional.empty(), named, ops);
    }

    private static Map<Rule, Command> commands() {
        Map<Rule, Command> commands = new EnumMap<>(Rule.class);
        commands.put(Rule.SERVICE_EXISTS, add(service(WEB)));
        commands.put(Rule.SERVICE_UNKNOWN, new Command.DeleteService(key("fwmark:1")));
        commands.put(Rule.SERVER_EXISTS, new Command.AddServer(key(WEB), nat("10.0.0.1:80")));
        commands.put(Rule.SERVER_UNKNOWN, new Command.DeleteServer(key(WEB), endpoint("10.0.0.9:80")));
        commands.put(Rule.GROUP_UNKNOWN, new Command.DeleteVipGroup("dns"));
        commands.put(Rule.GROUP_IN_USE, new Command.DeleteVipGroup("web"));
        commands.put(Rule.GROUP_ADDRESS, new Command.DefineVipGroup(group("dns", "192.0.2.1")));
        commands.put(
                Rule.PORT_MAPPED_WITHOUT_NAT,
                new Command.AddServer(key(WEB), server("10.0.0.2:8080", ForwardingMethod.DR)));
        commands.put(
                Rule.FAMILY_MISMATCH,
                new Command.AddServer(key(WEB), server("[2001:db8::2]:80", ForwardingMethod.TUN)));
        commands.put(Rule.PORT_ZERO_NEEDS_PERSISTENCE, add(service("tcp:192.0.2.1:0")));
        commands.put(Rule.ONE_PACKET_NEEDS_UDP, add(with("tcp:192.0.2.2:80", "rr", SchedulerFlags.NONE, "", true)));
        commands.put(
                Rule.ENGINE_NEEDS_PERSISTENCE,
                add(with("udp:192.0.2.2:5060", "rr", SchedulerFlags.NONE, "sip", false)));
        commands.put(Rule.ENGINE_UNKNOWN, add(with("udp:192.0.2.2:5060", "rr", SchedulerFlags.NONE, "h323", false)));
        commands.put(Rule.SCHEDULER_UNKNOWN, add(service("tcp:192.0.2.2:80", "best")));
        commands.put(
                Rule.SCHEDULER_FLAG,
                add(with("tcp:192.0.2.2:80", "sh", new SchedulerFlags(false, false, true), "", false)));
        commands.put(
                Rule.THRESHOLD_ORDER,
                new Command.AddServer(
                        key(WEB), new RealServer(endpoint("10.0.0.2:80"), ForwardingMethod.NAT, Tunnel.IPIP, 1, 1, 2)));
        commands.put(
                Rule.FULLNAT_NEEDS_LOCAL_ADDRESS,
                new Command.AddServer(key(WEB), server("10.0.0.2:80", ForwardingMethod.FULLNAT)));
        commands.put(Rule.SYSCTL, new Command.SetSysctls(map("conntrack", "on"), new TreeSet<>()));
        commands.put(Rule.OWNED_BY_ANOTHER, configuration("shop", entry(service("tcp:192.0.2.9:25"))));
        commands.put(Rule.DUPLICATE, configuration("shop", entry(service("fwmark:1")), entry(service("fwmark:1"))));
        commands.put(Rule.ADDRESS, add(service("tcp:224.0.0.1:80")));
        commands.put(Rule.NAME, new Command.ReportDirector("", "started", Map.of()));
        commands.put(Rule.LIMIT, new Command.ReportDrift("a", Collections.nCopies(101, "x"), 101, DriftAction.ALERTED));
        commands.put(Rule.FEATURE_LEVEL, new Command.RaiseFeatureLevel(1));
        return commands;
    }

    @Test
    void refusesByEachRuleWithAWholeMessage() {
        ClusterImage before = cluster.image();
        commands().forEach((rule, command) -> {
            Rejection rejection = cluster.refuse(command);
            assertThat(rejection.rule()).isEqualTo(rule);
            assertThat(rejection.field()).isNotEmpty();
            assertThat(rejection.message()).hasSizeGreaterThan(30);
            assertThat(cluster.image()).isSameAs(before);
        });
    }

    @Test
    void leavesNoRuleOut() {
        // These two need an expectation and a history, which a command alone does not have: DeciderTest has them.
        Set<Rule> rules = EnumSet.complementOf(EnumSet.of(Rule.INDEX_MOVED, Rule.COMMAND_ID_REUSED));
        assertThat(commands().keySet()).isEqualTo(rules);
    }
}
