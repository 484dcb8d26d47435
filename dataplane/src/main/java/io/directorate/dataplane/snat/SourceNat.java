package io.directorate.dataplane.snat;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps the rules of FULLNAT as the desired state needs them. The packet filter is not touched, nor even asked, while there is no FULLNAT and no
 * rule of an earlier run. Stepped by the reconciler's thread: {@link #follow} whenever the desired state changes, then {@link #bring}.
 */
public final class SourceNat {
    private final SourceNatTable table;
    private final LocalAddresses addresses;
    private final Set<ServiceKey> services = new TreeSet<>();
    private final Map<AddressFamily, List<SourceNatRule>> written = new EnumMap<>(AddressFamily.class);
    private SourceNatRules wanted = SourceNatRules.NONE;
    private boolean started;

    /**
     * Makes one.
     *
     * @param table where rules stand
     * @param addresses that this director may use as sources
     */
    public SourceNat(SourceNatTable table, LocalAddresses addresses) {
        this.table = table;
        this.addresses = addresses;
    }

    /**
     * Finds the rules of a desired state.
     *
     * @param desired the state
     * @param changed services that differ from the state followed before; empty if everything may
     */
    public void follow(DesiredState desired, Optional<Set<ServiceKey>> changed) {
        Set<ServiceKey> looked = changed.orElse(desired.keys());
        if (changed.isEmpty()) {
            services.clear();
        }
        for (ServiceKey key : looked) {
            var entry = desired.entries().get(key);
            if (entry != null && SourceNatRules.needs(entry)) {
                services.add(key);
            } else {
                services.remove(key);
            }
        }
        wanted = services.isEmpty() ? SourceNatRules.NONE : SourceNatRules.of(desired, services, addresses);
    }

    /**
     * Returns settings without which the rules do nothing.
     *
     * @return name below {@code net.ipv4.vs.} to value; empty without FULLNAT
     */
    public Map<String, String> requiredSysctls() {
        return services.isEmpty() ? Map.of() : Map.of("conntrack", "1");
    }

    /**
     * Returns real servers that cannot have a rule.
     *
     * @return a line for each, with what to do
     */
    public List<String> problems() {
        return wanted.problems();
    }

    /**
     * Makes the rules what they shall be.
     *
     * @param readAgain look whether somebody changed them
     * @return what somebody else had changed, one line each; what only had not been written yet is not among them
     * @throws SourceNatException if they cannot be read or written; call again later
     */
    public List<String> bring(boolean readAgain) throws SourceNatException {
        List<String> drift = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            bring(family, readAgain, drift);
        }
        started = true;
        return drift;
    }

    private void bring(AddressFamily family, boolean readAgain, List<String> drift) throws SourceNatException {
        List<SourceNatRule> rules = wanted.of(family);
        List<SourceNatRule> before = written.get(family);
        boolean nothingEver = rules.isEmpty() && (before == null || before.isEmpty());
        if (nothingEver && (started || !table.mayHoldRules(family))) {
            return;
        }
        if (rules.equals(before) && !readAgain) {
            return;
        }
        SourceNatTable.Chain found = table.read(family);
        if (before != null && !before.isEmpty()) {
            compare(family, before, found, drift);
        }
        boolean same = rules.isEmpty()
                ? !found.exists() && !found.hooked()
                : found.hooked() && words(found).equals(words(rules));
        if (!same) {
            written.remove(family);
            table.replace(family, found, rules);
        }
        written.put(family, rules);
    }

    private static void compare(
            AddressFamily family, List<SourceNatRule> before, SourceNatTable.Chain found, List<String> drift) {
        String where = " of table nat, " + (family == AddressFamily.IPV4 ? "IPv4" : "IPv6");
        if (!found.hooked()) {
            drift.add("chain POSTROUTING" + where + ", was found without the rule that leads to "
                    + IptablesSourceNatTable.CHAIN);
        }
        if (!words(found).equals(words(before))) {
            drift.add("chain " + IptablesSourceNatTable.CHAIN + where + ", was found with "
                    + found.rules().size() + " rules, expected " + before.size() + " others or in another order");
        }
    }

    private static List<RuleText> words(SourceNatTable.Chain chain) {
        return chain.rules().stream().map(RuleText::parse).toList();
    }

    private static List<RuleText> words(List<SourceNatRule> rules) {
        return rules.stream().map(rule -> RuleText.parse(rule.arguments())).toList();
    }
}
