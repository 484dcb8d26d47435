package io.directorate.events.service;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@link Command.ApplyConfiguration}: from what is there to what an owner declares, by as few events as possible.
 *
 * <p>Rules are checked on the state that the declaration leads to, so that services and addresses may move between groups in one
 * go. Events come in this order: services deleted; groups deleted; groups defined, those first that give addresses up; services added and changed, in the
 * order declared; timeouts; sysctls; and what the declaration names beside services, if that changed. Between two events of one command
 * the rules need not hold.
 *
 * <p>What nobody owns may be declared, and is owned from then on.
 */
final class ConfigurationDecision {
    private final ImageView view;
    private final Command.ApplyConfiguration command;
    private final Declaration before;
    private final Map<ServiceKey, Integer> declaredAt = new HashMap<>();
    private final Map<String, VipGroup> groupsAfter;
    private final SortedMap<String, String> sysctls;
    private final List<Event> events = new ArrayList<>();

    private ConfigurationDecision(ImageView view, Command.ApplyConfiguration command) {
        this.view = view;
        this.command = command;
        this.before = view.declarations().getOrDefault(command.owner(), Declaration.NONE);
        this.groupsAfter = new TreeMap<>(view.groups());
        this.sysctls = Sysctls.canonical(command.sysctls());
    }

    static List<Event> decide(ImageView view, Command.ApplyConfiguration command) {
        Names.checkOwner(command.owner(), "owner");
        ConfigurationDecision decision = new ConfigurationDecision(view, command);
        decision.checkOwnersOfSettings();
        decision.checkGroups();
        decision.checkServices();
        decision.checkBystanders();
        decision.emitDeletedServices();
        decision.emitGroups();
        for (ServiceEntry declared : command.services()) {
            decision.emitService(declared);
        }
        decision.emitSettings();
        return decision.events;
    }

    private void checkOwnersOfSettings() {
        view.declarations().forEach((owner, declared) -> {
            if (owner.equals(command.owner())) {
                return;
            }
            for (int i = 0; i < command.groups().size(); i++) {
                String name = command.groups().get(i).name();
                refuseIf(
                        declared.groups().contains(name), Fields.at("groups", i) + ".name", "VIP group " + name, owner);
            }
            refuseIf(declared.timeouts() && command.timeouts().isPresent(), "timeouts", "the timeouts", owner);
            for (String name : command.sysctls().keySet()) {
                refuseIf(declared.sysctls().contains(name), "sysctls." + name, "net.ipv4.vs." + name, owner);
            }
        });
    }

    private static void refuseIf(boolean owned, String field, String what, String owner) {
        if (owned) {
            throw new Rejected(
                    Rule.OWNED_BY_ANOTHER,
                    field,
                    what + " is declared by owner '" + owner + "'; leave it to that owner, or take it out of that"
                            + " owner's configuration first");
        }
    }

    private void checkGroups() {
        before.groups().forEach(groupsAfter::remove);
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < command.groups().size(); i++) {
            VipGroup group = command.groups().get(i);
            Integer first = seen.putIfAbsent(group.name(), i);
            if (first != null) {
                throw new Rejected(
                        Rule.DUPLICATE,
                        Fields.at("groups", i) + ".name",
                        "VIP group '" + group.name() + "' is declared twice, first as groups[" + first + "]");
            }
            groupsAfter.put(group.name(), group);
        }
        Limits.check(groupsAfter.size(), Limits.MAX_GROUPS, "groups", "VIP groups");
        for (int i = 0; i < command.groups().size(); i++) {
            GroupRules.check(command.groups().get(i), groupsAfter.values(), Fields.at("groups", i));
        }
    }

    private void checkServices() {
        Limits.check(command.services().size(), Limits.MAX_SERVICES, "services", "services");
        for (int i = 0; i < command.services().size(); i++) {
            ServiceEntry declared = command.services().get(i);
            Integer first = declaredAt.putIfAbsent(declared.service().key(), i);
            if (first != null) {
                throw new Rejected(
                        Rule.DUPLICATE,
                        Fields.at("services", i) + ".service",
                        "service " + declared.service().key() + " is declared twice, first as services[" + first + "]");
            }
            String path = Fields.at("services", i);
            checkOwnerOf(declared, path);
            DeclaredService.check(declared, name -> Optional.ofNullable(groupsAfter.get(name)), path);
        }
    }

    private void checkOwnerOf(ServiceEntry declared, String path) {
        declared.labels()
                .owner()
                .filter(owner -> !owner.equals(command.owner()))
                .ifPresent(owner -> {
                    throw new Rejected(
                            Rule.OWNED_BY_ANOTHER,
                            path + ".owner",
                            "service " + declared.service().key() + " is declared for owner '" + Names.shown(owner)
                                    + "' in a configuration of owner '" + command.owner() + "'; leave its owner out");
                });
        view.service(declared.service().key())
                .flatMap(present -> present.labels().owner())
                .filter(owner -> !owner.equals(command.owner()))
                .ifPresent(owner -> refuseIf(
                        true, path + ".service", "service " + declared.service().key(), owner));
    }

    /** Services that are there and not declared: those of others must still fit the groups, and all together the bounds. */
    private void checkBystanders() {
        int count = command.services().size();
        for (ServiceEntry entry : view.serviceEntries()) {
            if (declaredAt.containsKey(entry.service().key()) || isOwn(entry)) {
                continue;
            }
            count++;
            entry.labels().group().ifPresent(name -> {
                VipGroup next = groupsAfter.get(name);
                if (next == null || !next.equals(view.groups().get(name))) {
                    GroupRules.checkUser(entry, name, Optional.ofNullable(next), fieldOfGroup(name));
                }
            });
        }
        Limits.check(count, Limits.MAX_SERVICES, "services", "services");
    }

    private String fieldOfGroup(String name) {
        for (int i = 0; i < command.groups().size(); i++) {
            if (command.groups().get(i).name().equals(name)) {
                return Fields.at("groups", i);
            }
        }
        return "groups";
    }

    private boolean isOwn(ServiceEntry entry) {
        return entry.labels().owner().equals(Optional.of(command.owner()));
    }

    private void emitDeletedServices() {
        for (ServiceEntry entry : view.serviceEntries()) {
            ServiceKey key = entry.service().key();
            if (isOwn(entry) && !declaredAt.containsKey(key)) {
                events.add(new Event.ServiceDeleted(key));
            }
        }
    }

    private void emitGroups() {
        for (String name : view.groups().keySet()) {
            if (!groupsAfter.containsKey(name)) {
                events.add(new Event.VipGroupDeleted(name));
            }
        }
        List<Event> taking = new ArrayList<>();
        for (VipGroup group : command.groups()) {
            VipGroup present = view.groups().get(group.name());
            if (!group.equals(present)) {
                boolean givesUp = present != null && !group.vips().containsAll(present.vips());
                (givesUp ? events : taking).add(new Event.VipGroupDefined(group));
            }
        }
        events.addAll(taking);
    }

    private void emitService(ServiceEntry declared) {
        ServiceLabels labels = new ServiceLabels(
                Optional.of(command.owner()),
                declared.labels().group(),
                declared.labels().tags());
        DeclaredService.emit(view.service(declared.service().key()), declared.withLabels(labels), events);
    }

    private void emitSettings() {
        command.timeouts()
                .filter(timeouts -> !view.timeouts().equals(Optional.of(timeouts)))
                .ifPresent(timeouts -> events.add(new Event.TimeoutsSet(timeouts)));
        if (before.timeouts() && command.timeouts().isEmpty()) {
            events.add(new Event.TimeoutsReleased());
        }
        TreeSet<String> released = new TreeSet<>(before.sysctls());
        released.removeAll(sysctls.keySet());
        events.addAll(SettingDecisions.sysctls(view, sysctls, released));
        emitDeclaration();
    }

    private void emitDeclaration() {
        TreeSet<String> groups = new TreeSet<>();
        command.groups().forEach(group -> groups.add(group.name()));
        Declaration after = new Declaration(groups, command.timeouts().isPresent(), new TreeSet<>(sysctls.keySet()));
        // Deleted groups and released settings leave the declaration by their own events.
        TreeSet<String> keptGroups = new TreeSet<>(before.groups());
        keptGroups.retainAll(groups);
        TreeSet<String> keptSysctls = new TreeSet<>(before.sysctls());
        keptSysctls.retainAll(sysctls.keySet());
        Declaration left = new Declaration(
                keptGroups, before.timeouts() && command.timeouts().isPresent(), keptSysctls);
        if (!after.equals(left)) {
            events.add(new Event.OwnerDeclared(command.owner(), after));
        }
    }
}
