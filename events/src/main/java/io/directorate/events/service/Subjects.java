package io.directorate.events.service;

import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;

/** What an event is about, in the words by which the audit trail is searched. */
final class Subjects {
    private Subjects() {}

    static List<String> of(Event event) {
        if (event instanceof Event.ServiceAdded e) {
            return serviceAndServers(e);
        } else if (event instanceof Event.ServiceEdited e) {
            return List.of(e.service().key().toString());
        } else if (event instanceof Event.ServiceLabelled e) {
            return List.of(e.key().toString());
        } else if (event instanceof Event.ServiceDeleted e) {
            return List.of(e.key().toString());
        } else if (event instanceof Event.ServerAdded e) {
            return server(e.service(), e.server().endpoint());
        } else if (event instanceof Event.ServerEdited e) {
            return server(e.service(), e.server().endpoint());
        } else if (event instanceof Event.ServerDeleted e) {
            return server(e.service(), e.server());
        } else if (event instanceof Event.CountersZeroed e) {
            return List.of(e.service().map(ServiceKey::toString).orElse("cluster"));
        }
        return ofTheRest(event);
    }

    private static List<String> server(ServiceKey service, Object endpoint) {
        return List.of(service.toString(), service + "/" + endpoint);
    }

    private static List<String> serviceAndServers(Event.ServiceAdded event) {
        String service = event.service().key().toString();
        List<String> subjects = new ArrayList<>(1 + event.servers().size());
        subjects.add(service);
        event.servers().forEach(server -> subjects.add(service + "/" + server.endpoint()));
        return subjects;
    }

    private static List<String> ofTheRest(Event event) {
        if (event instanceof Event.VipGroupDefined e) {
            return List.of("group:" + e.group().name());
        } else if (event instanceof Event.VipGroupDeleted e) {
            return List.of("group:" + e.name());
        } else if (event instanceof Event.TimeoutsSet || event instanceof Event.TimeoutsReleased) {
            return List.of("timeouts");
        } else if (event instanceof Event.SysctlsSet e) {
            List<String> subjects = new ArrayList<>();
            e.values().keySet().forEach(name -> subjects.add("sysctl:" + name));
            e.released().forEach(name -> subjects.add("sysctl:" + name));
            return subjects;
        } else if (event instanceof Event.OwnerDeclared e) {
            return List.of("owner:" + e.owner());
        } else if (event instanceof Event.DriftFound e) {
            return List.of("director:" + e.director());
        } else if (event instanceof Event.DirectorReported e) {
            return List.of("director:" + e.director());
        }
        return List.of("cluster");
    }
}
