package io.directorate.events.service;

import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands about virtual services. */
final class ServiceDecisions {
    static final String NOTHING_TO_DELETE = "there is nothing to delete";

    private ServiceDecisions() {}

    static List<Event> add(ImageView view, Command.AddService command) {
        ServiceKey key = command.service().key();
        if (view.service(key).isPresent()) {
            throw new Rejected(
                    Rule.SERVICE_EXISTS,
                    "service",
                    "service " + key + " is there already; edit it, or delete it first");
        }
        Limits.check(view.serviceCount() + 1L, Limits.MAX_SERVICES, "service", "services");
        ServiceRules.check(command.service(), "");
        Names.checkLabels(command.labels(), "");
        ServiceRules.checkGroup(key, command.labels(), ServiceRules.GroupLookup.of(view), "");
        return List.of(new Event.ServiceAdded(command.service(), command.labels()));
    }

    static List<Event> edit(ImageView view, Command.EditService command) {
        ServiceEntry present = require(view, command.service().key());
        ServiceRules.check(command.service(), "");
        return present.service().equals(command.service())
                ? List.of()
                : List.of(new Event.ServiceEdited(command.service()));
    }

    static List<Event> label(ImageView view, Command.LabelService command) {
        ServiceEntry present = require(view, command.key());
        Names.checkLabels(command.labels(), "");
        Optional<VipGroup> group =
                ServiceRules.checkGroup(command.key(), command.labels(), ServiceRules.GroupLookup.of(view), "");
        for (RealServer server : present.servers()) {
            try {
                ServerRules.check(command.key(), server, group, "");
            } catch (Rejected e) {
                // The servers were fine before, so what does not fit is the group.
                throw new Rejected(e.rejection().rule(), "group", e.rejection().message());
            }
        }
        return present.labels().equals(command.labels())
                ? List.of()
                : List.of(new Event.ServiceLabelled(command.key(), command.labels()));
    }

    static List<Event> delete(ImageView view, Command.DeleteService command) {
        require(view, command.key(), NOTHING_TO_DELETE);
        return List.of(new Event.ServiceDeleted(command.key()));
    }

    static List<Event> clear(ImageView view) {
        List<Event> events = new ArrayList<>(view.serviceCount());
        for (ServiceEntry entry : view.serviceEntries()) {
            events.add(new Event.ServiceDeleted(entry.service().key()));
        }
        return events;
    }

    static List<Event> zero(ImageView view, Command.ZeroCounters command) {
        command.service().ifPresent(key -> require(view, key));
        return List.of(new Event.CountersZeroed(command.service()));
    }

    static ServiceEntry require(ImageView view, ServiceKey key) {
        return require(view, key, "add it first");
    }

    static ServiceEntry require(ImageView view, ServiceKey key, String remedy) {
        return view.service(key)
                .orElseThrow(() ->
                        new Rejected(Rule.SERVICE_UNKNOWN, "service", "service " + key + " is not there; " + remedy));
    }
}
