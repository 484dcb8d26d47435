package io.directorate.dataplane.snat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.GroupMode;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SourceNatTest {
    private static final String CHAIN = IptablesSourceNatTable.CHAIN;
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");
    private static final ServiceKey WEB6 = ServiceKey.parse("tcp:[2001:db8::1]:80");

    private final FakeIptables iptables = new FakeIptables();
    private final SourceNat sourceNat = new SourceNat(new IptablesSourceNatTable(iptables), LocalAddresses.ALL);

    @Test
    void writesARuleForEachFullNatServerInTheWordsOfIptables() throws SourceNatException {
        bring(state(
                List.of("10.1.0.50", "fd01::50"),
                entry(WEB, full("10.1.0.101:8080"), nat("10.1.0.102:8080")),
                entry(WEB6, full("[fd01::101]:8080")),
                entry(ServiceKey.parse("fwmark:7"), full("10.1.0.103:0")),
                entry(ServiceKey.parse("udp:192.0.2.1:0"), full("10.1.0.104:0")),
                entry(ServiceKey.parse("sctp:192.0.2.1:99"), full("10.1.0.105:99"))));
        assertThat(iptables.chain("iptables", CHAIN))
                .containsExactlyInAnyOrder(
                        "-d 10.1.0.101/32 -p tcp -m tcp --dport 8080 -m ipvs --vproto 6 --vaddr 192.0.2.1 --vport 80 --vmethod MASQ --vdir ORIGINAL -j SNAT --to-source 10.1.0.50",
                        "-d 10.1.0.103/32 -m mark --mark 0x7 -m ipvs --vmethod MASQ --vdir ORIGINAL -j SNAT --to-source 10.1.0.50",
                        "-d 10.1.0.104/32 -p udp -m ipvs --vproto 17 --vaddr 192.0.2.1 --vmethod MASQ --vdir ORIGINAL -j SNAT --to-source 10.1.0.50",
                        "-d 10.1.0.105/32 -p sctp -m sctp --dport 99 -m ipvs --vproto 132 --vaddr 192.0.2.1 --vport 99 --vmethod MASQ --vdir ORIGINAL -j SNAT --to-source 10.1.0.50");
        assertThat(iptables.chain("ip6tables", CHAIN))
                .containsExactly(
                        "-d fd01::101/128 -p tcp -m tcp --dport 8080 -m ipvs --vproto 6 --vaddr 2001:db8::1 --vport 80 --vmethod MASQ --vdir ORIGINAL -j SNAT --to-source fd01::50");
        assertThat(iptables.chain("iptables", "POSTROUTING")).containsExactly("-m ipvs --ipvs -j " + CHAIN);
        assertThat(sourceNat.requiredSysctls()).containsExactly(Map.entry("conntrack", "1"));
    }

    @Test
    void severalLocalAddressesShareTheConnections() throws SourceNatException {
        bring(state(List.of("10.1.0.50", "10.1.0.51", "10.1.0.52"), entry(WEB, full("10.1.0.101:8080"))));
        List<String> rules = iptables.chain("iptables", CHAIN);
        assertThat(rules).hasSize(3);
        assertThat(rules.get(0)).contains("--mode nth --every 3 --packet 0").endsWith("10.1.0.50");
        assertThat(rules.get(1)).contains("--mode nth --every 2 --packet 0").endsWith("10.1.0.51");
        assertThat(rules.get(2)).doesNotContain("statistic").endsWith("10.1.0.52");
    }

    @Test
    void withoutFullNatThePacketFilterIsNotTouched() throws SourceNatException {
        bring(state(List.of(), entry(WEB, nat("10.1.0.101:80"))));
        assertThat(iptables.calls()).allMatch(call -> call.equals("cat") || call.equals("nft"));
        bring(state(List.of(), entry(WEB)));
        assertThat(iptables.calls()).isEmpty();
        assertThat(sourceNat.requiredSysctls()).isEmpty();
    }

    @Test
    void rulesOfAnEarlierRunAreKeptOrRemoved() throws SourceNatException {
        DesiredState desired = state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080")));
        bring(desired);
        iptables.calls();
        SourceNat next = new SourceNat(new IptablesSourceNatTable(iptables), LocalAddresses.ALL);
        next.follow(desired, Optional.empty());
        assertThat(next.bring(true)).isEmpty();
        assertThat(iptables.calls()).as("nothing is written").noneMatch(call -> call.endsWith("-restore"));
        SourceNat without = new SourceNat(new IptablesSourceNatTable(iptables), LocalAddresses.ALL);
        without.follow(state(List.of(), entry(WEB, nat("10.1.0.101:80"))), Optional.empty());
        assertThat(without.bring(true)).isEmpty();
        assertThat(iptables.hasChain("iptables", CHAIN)).isFalse();
        assertThat(iptables.chain("iptables", "POSTROUTING")).isEmpty();
    }

    @Test
    void theLastFullNatServerTakesTheChainWithIt() throws SourceNatException {
        bring(state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"))));
        sourceNat.follow(state(List.of("10.1.0.50"), entry(WEB)), Optional.of(Set.of(WEB)));
        assertThat(sourceNat.bring(false)).isEmpty();
        assertThat(iptables.hasChain("iptables", CHAIN)).isFalse();
        assertThat(iptables.chain("iptables", "POSTROUTING")).isEmpty();
        assertThat(sourceNat.requiredSysctls()).isEmpty();
    }

    @Test
    void followsWhatChanged() throws SourceNatException {
        DesiredState one = state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080")));
        bring(one);
        iptables.calls();
        sourceNat.follow(one, Optional.of(Set.of()));
        sourceNat.bring(false);
        assertThat(iptables.calls()).as("nothing changed, nothing is asked").isEmpty();
        sourceNat.follow(
                state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"), full("10.1.0.102:8080"))),
                Optional.of(Set.of(WEB)));
        assertThat(sourceNat.bring(false)).isEmpty();
        assertThat(iptables.chain("iptables", CHAIN)).hasSize(2);
        assertThat(iptables.chain("iptables", "POSTROUTING")).hasSize(1);
    }

    @Test
    void whatSomebodyChangedIsMendedAndSaid() throws SourceNatException {
        bring(state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"))));
        List<String> whole = List.copyOf(iptables.chain("iptables", CHAIN));
        iptables.edit("iptables", CHAIN).add("-j ACCEPT");
        iptables.edit("iptables", "POSTROUTING").set(0, "-j MASQUERADE");
        assertThat(sourceNat.bring(true))
                .containsExactly(
                        "chain POSTROUTING of table nat, IPv4, was found without the rule that leads to " + CHAIN,
                        "chain " + CHAIN
                                + " of table nat, IPv4, was found with 2 rules, expected 1 others or in another order");
        assertThat(iptables.chain("iptables", CHAIN)).isEqualTo(whole);
        assertThat(iptables.chain("iptables", "POSTROUTING"))
                .containsExactly("-m ipvs --ipvs -j " + CHAIN, "-j MASQUERADE");
        assertThat(sourceNat.bring(true)).isEmpty();
    }

    @Test
    void aServerWithoutALocalAddressIsNamedWithWhatToDo() throws SourceNatException {
        bring(state(List.of("10.1.0.50"), entry(WEB6, full("[fd01::101]:80"))));
        assertThat(sourceNat.problems())
                .singleElement()
                .asString()
                .contains("[fd01::101]:80", "VIP group 'blue'", "no local address of IPv6", "give the group");
    }

    @Test
    void takesTheSystemsIptablesWhereThereIsNoLegacyOne() throws SourceNatException {
        iptables.uninstall("iptables-legacy", "ip6tables-legacy");
        bring(state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"))));
        assertThat(iptables.chain("iptables", CHAIN)).hasSize(1);
        assertThat(iptables.calls()).contains("iptables-restore");
    }

    @Test
    void namesThePackageWhereThereIsNone() {
        iptables.uninstall("iptables-legacy", "iptables");
        sourceNat.follow(state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"))), Optional.empty());
        assertThatThrownBy(() -> sourceNat.bring(true))
                .isInstanceOfSatisfying(
                        SourceNatException.class,
                        e -> assertThat(e.reason()).isEqualTo(SourceNatException.Reason.NO_TOOL))
                .hasMessageContainingAll("fullnat needs iptables", "package iptables", "xt_ipvs");
    }

    @Test
    void saysWhatTheToolSaidAndTriesAgain() throws SourceNatException {
        iptables.refuse(Optional.of("iptables-restore v1.8.9 (legacy): Couldn't load match `ipvs'"));
        sourceNat.follow(state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"))), Optional.empty());
        assertThatThrownBy(() -> sourceNat.bring(true))
                .isInstanceOfSatisfying(
                        SourceNatException.class,
                        e -> assertThat(e.reason()).isEqualTo(SourceNatException.Reason.REFUSED))
                .hasMessageContainingAll("Couldn't load match `ipvs'", "status 2", "xt_ipvs");
        iptables.refuse(Optional.empty());
        assertThat(sourceNat.bring(false)).isEmpty();
        assertThat(iptables.chain("iptables", CHAIN)).hasSize(1);
    }

    @Test
    void aToolThatHangsIsAnUnknownOutcome() {
        sourceNat.follow(state(List.of("10.1.0.50"), entry(WEB, full("10.1.0.101:8080"))), Optional.empty());
        assertThatThrownBy(() -> {
                    sourceNat.bring(true);
                    iptables.failNext(new IOException("iptables did not end within PT10S"));
                    sourceNat.bring(true);
                })
                .isInstanceOfSatisfying(
                        SourceNatException.class,
                        e -> assertThat(e.reason()).isEqualTo(SourceNatException.Reason.UNKNOWN_OUTCOME));
    }

    @Test
    void readsARuleHoweverItIsWritten() {
        SourceNatRule rule = new SourceNatRule(WEB, Endpoint.parse("10.1.0.101:8080"), IpAddress.parse("10.1.0.50"), 2);
        assertThat(RuleText.parse(
                        "-p 6 -d 10.1.0.101 -m tcp --dport 8080 -m ipvs --ipvs --vaddr 192.0.2.1/32 --vport 80"
                                + " --vproto tcp --vmethod masq --vdir original -m statistic --mode nth --every 2 --packet 0"
                                + " -j SNAT --to-source 10.1.0.50"))
                .isEqualTo(RuleText.parse(rule.arguments()));
        assertThat(RuleText.parse("-j ACCEPT")).isNotEqualTo(RuleText.parse("! -j ACCEPT"));
        assertThat(RuleText.parse("-d 10.0.0.0/8")).isNotEqualTo(RuleText.parse("-d 10.0.0.0"));
    }

    @Test
    void refusesAnAddressOfTheOtherFamily() {
        assertThatThrownBy(() -> new SourceNatRule(WEB, Endpoint.parse("10.0.0.1:80"), IpAddress.parse("fd00::1"), 1))
                .hasMessageContaining("is not of the family of real server 10.0.0.1:80");
    }

    private void bring(DesiredState desired) throws SourceNatException {
        sourceNat.follow(desired, Optional.empty());
        assertThat(sourceNat.bring(true)).isEmpty();
    }

    /** A state whose services are all in group blue, which has these local addresses. */
    static DesiredState state(List<String> locals, ServiceEntry... entries) {
        Map<ServiceKey, ServiceEntry> byKey = new LinkedHashMap<>();
        for (ServiceEntry entry : entries) {
            byKey.put(entry.service().key(), entry);
        }
        VipGroup group = new VipGroup(
                "blue",
                GroupMode.EXTERNAL,
                List.of(new GroupAddress("outside", IpAddress.parse("192.0.2.1"), 32)),
                List.of(),
                locals.stream()
                        .map(text -> new GroupAddress("inside", IpAddress.parse(text), 24))
                        .toList(),
                Optional.empty(),
                new TreeMap<>());
        return DesiredState.of(byKey, new TreeMap<>(Map.of("blue", group)), Optional.empty(), new TreeMap<>());
    }

    static ServiceEntry entry(ServiceKey key, RealServer... servers) {
        return new ServiceEntry(
                VirtualService.of(key, new Scheduler("rr")),
                Arrays.asList(servers),
                new ServiceLabels(Optional.empty(), Optional.of("blue"), new TreeMap<>()));
    }

    static RealServer full(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.FULLNAT);
    }

    static RealServer nat(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.NAT);
    }
}
