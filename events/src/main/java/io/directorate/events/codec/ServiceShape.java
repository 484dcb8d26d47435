package io.directorate.events.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.List;
import java.util.Optional;

/**
 * The JSON form of a virtual service, its labels and its real servers, in commands, events, images and declared files alike. What has its
 * usual value is left out.
 */
final class ServiceShape {
    private static final String KEY_FORM = "such as tcp:192.0.2.1:80, udp:[2001:db8::1]:53 or fwmark:7";

    private ServiceShape() {}

    static void writeKey(ServiceKey key, ObjectNode out) {
        out.put("service", key.toString());
    }

    static ServiceKey readKey(Fields in) {
        return in.parsed("service", KEY_FORM, ServiceKey::parse);
    }

    static void write(VirtualService service, ObjectNode out) {
        writeKey(service.key(), out);
        out.put("scheduler", service.scheduler().name());
        if (!service.schedulerFlags().isEmpty()) {
            ArrayNode flags = out.putArray("schedulerFlags");
            service.schedulerFlags().names(service.scheduler()).forEach(flags::add);
        }
        service.persistence().ifPresent(persistence -> {
            ObjectNode object = out.putObject("persistence");
            object.put("timeoutSeconds", persistence.timeoutSeconds());
            if (!persistence.netmask().isFull()) {
                object.put("netmask", persistence.netmask().toString());
            }
        });
        service.persistenceEngine().ifPresent(engine -> out.put("persistenceEngine", engine));
        if (service.onePacket()) {
            out.put("onePacket", true);
        }
    }

    static VirtualService read(Fields in) {
        ServiceKey key = readKey(in);
        Scheduler scheduler = in.has("scheduler")
                ? in.parsed("scheduler", "a scheduler's name such as wlc", Scheduler::new)
                : Scheduler.WLC;
        SchedulerFlags flags =
                in.make(() -> SchedulerFlags.parse(String.join(",", in.texts("schedulerFlags")), scheduler));
        Optional<Persistence> persistence =
                in.has("persistence") ? Optional.of(readPersistence(in, key)) : Optional.empty();
        Optional<String> engine = in.optionalText("persistenceEngine", "an engine's name such as sip");
        boolean onePacket = in.bool("onePacket", false);
        return in.make(() -> new VirtualService(key, scheduler, flags, persistence, engine, onePacket));
    }

    private static Persistence readPersistence(Fields in, ServiceKey key) {
        Fields fields = in.object("persistence", "an object with timeoutSeconds and netmask");
        int timeout = fields.integer("timeoutSeconds", 1, Integer.MAX_VALUE, Persistence.DEFAULT_TIMEOUT_SECONDS);
        Netmask netmask = Netmask.full(key.family());
        if (fields.has("netmask")) {
            String text = fields.scalar("netmask", "a mask such as 255.255.255.0, or a prefix length for IPv6");
            netmask = fields.make(() -> Netmask.parse(text, key.family()));
        }
        fields.end();
        return new Persistence(timeout, netmask);
    }

    static void writeLabels(ServiceLabels labels, ObjectNode out) {
        labels.owner().ifPresent(owner -> out.put("owner", owner));
        labels.group().ifPresent(group -> out.put("group", group));
        if (!labels.tags().isEmpty()) {
            ObjectNode tags = out.putObject("tags");
            labels.tags().forEach(tags::put);
        }
    }

    static ServiceLabels readLabels(Fields in) {
        return new ServiceLabels(
                in.optionalText("owner", "an owner's name"),
                in.optionalText("group", "the name of a VIP group"),
                in.map("tags", false));
    }

    static ObjectNode write(ServiceEntry entry) {
        ObjectNode out = JsonText.NODES.objectNode();
        write(entry.service(), out);
        writeLabels(entry.labels(), out);
        writeServers(entry.servers(), out);
        return out;
    }

    static void writeServers(List<RealServer> servers, ObjectNode out) {
        ArrayNode array = out.putArray("servers");
        servers.forEach(server -> ServerShape.write(server, array.addObject()));
    }

    /** The real servers; none if the field is missing. */
    static List<RealServer> readServers(Fields in) {
        return in.list("servers", (node, path) -> {
            Fields fields = Fields.of(node, path);
            RealServer server = ServerShape.read(fields);
            fields.end();
            return server;
        });
    }

    static ServiceEntry readEntry(Fields in) {
        VirtualService service = read(in);
        ServiceLabels labels = readLabels(in);
        List<RealServer> servers = readServers(in);
        in.end();
        return new ServiceEntry(service, servers, labels);
    }
}
