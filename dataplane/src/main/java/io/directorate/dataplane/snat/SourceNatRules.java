package io.directorate.dataplane.snat;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.ServiceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The rules that a desired state needs: for each FULLNAT real server of each service, one for each local address, which share the connections
 * evenly. A local address gives some 64,000 connections at a time to each real server and port.
 *
 * @param rules in the order in which they are to be asked
 * @param problems a line for each real server that cannot have a rule, and what to do
 */
public record SourceNatRules(List<SourceNatRule> rules, List<String> problems) {
    /** No FULLNAT. */
    public static final SourceNatRules NONE = new SourceNatRules(List.of(), List.of());

    /** Copies. */
    public SourceNatRules {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    /**
     * Tells whether a service has a FULLNAT real server.
     *
     * @param entry of the log
     * @return true if it has
     */
    public static boolean needs(ServiceEntry entry) {
        return entry.servers().stream().anyMatch(server -> server.method() == ForwardingMethod.FULLNAT);
    }

    /**
     * Finds the rules.
     *
     * @param desired state
     * @param services of it that have FULLNAT real servers
     * @param addresses that this director may use
     * @return the rules
     */
    public static SourceNatRules of(DesiredState desired, Collection<ServiceKey> services, LocalAddresses addresses) {
        List<SourceNatRule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (ServiceKey key : services) {
            ServiceEntry entry = desired.entries().get(key);
            if (entry == null) {
                continue;
            }
            Optional<VipGroup> group = entry.labels()
                    .group()
                    .flatMap(name -> Optional.ofNullable(desired.groups().get(name)));
            List<IpAddress> usable = group.map(addresses::of).orElse(List.of());
            for (RealServer server : entry.servers()) {
                if (server.method() == ForwardingMethod.FULLNAT) {
                    addRules(key, server, usable, group, rules, problems);
                }
            }
        }
        return new SourceNatRules(rules, problems);
    }

    /**
     * Returns those of a family.
     *
     * @param family of the packets
     * @return in order
     */
    public List<SourceNatRule> of(AddressFamily family) {
        return rules.stream().filter(rule -> rule.family() == family).toList();
    }

    private static void addRules(
            ServiceKey key,
            RealServer server,
            List<IpAddress> usable,
            Optional<VipGroup> group,
            List<SourceNatRule> rules,
            List<String> problems) {
        AddressFamily family = server.endpoint().address().family();
        List<IpAddress> fitting =
                usable.stream().filter(address -> address.family() == family).toList();
        if (fitting.isEmpty()) {
            problems.add("real server " + server.endpoint() + " of " + key + " is fullnat, but "
                    + group.map(g -> "VIP group '" + g.name() + "' has no local address of "
                                    + (family == AddressFamily.IPV4 ? "IPv4" : "IPv6") + " at this director")
                            .orElse("the service is in no VIP group")
                    + ": give the group a local address of that family");
        }
        for (int i = 0; i < fitting.size(); i++) {
            rules.add(new SourceNatRule(key, server.endpoint(), fitting.get(i), fitting.size() - i));
        }
    }
}
