package io.directorate.events.service;

import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Commands about VIP groups. */
final class GroupDecisions {
    /** How many names a message lists. */
    private static final int SHOWN = 10;

    private GroupDecisions() {}

    static List<Event> define(ImageView view, Command.DefineVipGroup command) {
        VipGroup group = command.group();
        VipGroup present = view.groups().get(group.name());
        if (group.equals(present)) {
            return List.of();
        }
        if (present == null) {
            Limits.check(view.groups().size() + 1L, Limits.MAX_GROUPS, "name", "VIP groups");
        }
        GroupRules.check(group, view.groups().values(), "");
        if (present != null) {
            checkUsers(view, group.name(), Optional.of(group), "");
        }
        return List.of(new Event.VipGroupDefined(group));
    }

    static List<Event> delete(ImageView view, Command.DeleteVipGroup command) {
        if (!view.groups().containsKey(command.name())) {
            String known = view.groups().isEmpty()
                    ? "none is defined"
                    : "defined are "
                            + view.groups().keySet().stream().limit(SHOWN).collect(Collectors.joining(", "));
            throw new Rejected(
                    Rule.GROUP_UNKNOWN,
                    "name",
                    "VIP group '" + Names.shown(command.name()) + "' is not there; " + known);
        }
        checkUsers(view, command.name(), Optional.empty(), "name");
        return List.of(new Event.VipGroupDeleted(command.name()));
    }

    private static void checkUsers(ImageView view, String name, Optional<VipGroup> next, String field) {
        for (ServiceEntry entry : view.serviceEntries()) {
            if (entry.labels().group().equals(Optional.of(name))) {
                GroupRules.checkUser(entry, name, next, field);
            }
        }
    }
}
