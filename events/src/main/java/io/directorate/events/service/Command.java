package io.directorate.events.service;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What somebody wants changed. {@code Decider} turns it into events or a {@link Rejection}; it is all or nothing.
 *
 * <p>Who asks, when and why stands in the {@link CommandEnvelope}.
 */
public sealed interface Command {

    /**
     * Adds a virtual service, without real servers.
     *
     * @param service to add; its key must be free
     * @param labels group, owner and tags
     */
    record AddService(VirtualService service, ServiceLabels labels) implements Command {}

    /**
     * Changes a virtual service; its real servers and labels stay.
     *
     * @param service with the new settings; its key must be there
     */
    record EditService(VirtualService service) implements Command {}

    /**
     * Changes what stands beside a virtual service.
     *
     * @param key of the service
     * @param labels group, owner and tags
     */
    record LabelService(ServiceKey key, ServiceLabels labels) implements Command {}

    /**
     * Deletes a virtual service with its real servers.
     *
     * @param key of the service
     */
    record DeleteService(ServiceKey key) implements Command {}

    /**
     * Adds a real server at the end of its service's list.
     *
     * @param service to which
     * @param server to add; its endpoint must be free
     */
    record AddServer(ServiceKey service, RealServer server) implements Command {}

    /**
     * Changes a real server in its place.
     *
     * @param service of the server
     * @param server with the new settings; its endpoint must be there
     */
    record EditServer(ServiceKey service, RealServer server) implements Command {}

    /**
     * Changes a weight only.
     *
     * @param service of the server
     * @param server which one
     * @param weight 0 to 2147483647
     */
    record SetWeight(ServiceKey service, Endpoint server, int weight) implements Command {
        /** Checks the weight. */
        public SetWeight {
            Copies.check(weight >= 0, "weight", "weight is " + weight + ", must be 0 to " + Integer.MAX_VALUE);
        }
    }

    /**
     * Deletes a real server.
     *
     * @param service of the server
     * @param server which one
     */
    record DeleteServer(ServiceKey service, Endpoint server) implements Command {}

    /** Deletes all virtual services, as {@code ipvsadm -C} does. Groups, timeouts and sysctls stay. */
    record ClearServices() implements Command {}

    /**
     * Adds a VIP group or changes it.
     *
     * @param group as it shall be
     */
    record DefineVipGroup(VipGroup group) implements Command {}

    /**
     * Deletes a VIP group that no service names any more.
     *
     * @param name of the group
     */
    record DeleteVipGroup(String name) implements Command {}

    /**
     * Sets the connection timeouts.
     *
     * @param timeouts as they shall be
     */
    record SetTimeouts(Timeouts timeouts) implements Command {}

    /**
     * Sets managed sysctls; those not named stay.
     *
     * @param values name below {@code net.ipv4.vs.} to value
     * @param released names that Directorate shall no longer manage; their value in the kernel stays
     */
    record SetSysctls(SortedMap<String, String> values, Set<String> released) implements Command {
        /** Copies the collections. */
        public SetSysctls {
            values = Copies.of(values);
            released = Copies.of(released);
        }
    }

    /**
     * Sets packet and byte counters to zero, as {@code ipvsadm -Z} does.
     *
     * @param service whose counters; empty for all
     */
    record ZeroCounters(Optional<ServiceKey> service) implements Command {}

    /**
     * Makes everything that one owner owns equal to a declaration: what is declared is added or edited, what the owner owned and did not
     * declare is deleted. What other owners own stays, and may not be declared.
     *
     * <p>A service that nobody owns may be declared, and is owned from then on. The order of real servers is that of the declaration: a
     * new service has exactly that; one that is there is brought to it where its scheduler depends on it ({@code dh sh mh}), elsewhere its servers
     * stay in their places and new ones go to the end.
     *
     * @param owner in whose name, 1 to 63 letters, digits, - or _
     * @param services in the order in which new ones shall be programmed; each without owner, or with this one
     * @param groups VIP groups
     * @param timeouts if declared
     * @param sysctls name to value
     */
    record ApplyConfiguration(
            String owner,
            List<ServiceEntry> services,
            List<VipGroup> groups,
            Optional<Timeouts> timeouts,
            SortedMap<String, String> sysctls)
            implements Command {
        /** Copies the collections. */
        public ApplyConfiguration {
            services = List.copyOf(services);
            groups = List.copyOf(groups);
            sysctls = Copies.of(sysctls);
        }
    }

    /**
     * Several commands as one: each decided on what the ones before it leave, all or none. What {@code ipvsadm -R} reads is one.
     *
     * @param commands in order
     */
    record Sequence(List<Command> commands) implements Command {
        /** Copies the list. */
        public Sequence {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Records that a director found its dataplane to differ from the image.
     *
     * @param director that found it
     * @param differences one line each, bounded to 100
     * @param differenceCount all of them, also those not listed
     * @param action what the director did about it
     */
    record ReportDrift(String director, List<String> differences, int differenceCount, DriftAction action)
            implements Command {
        /** Copies the list. */
        public ReportDrift {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Records something that happened to a director itself, such as a start, or a log tail that was cut off.
     *
     * @param director to which
     * @param kind short machine-readable word, such as {@code started}, {@code log-tail-cut}
     * @param details name to value
     */
    record ReportDirector(String director, String kind, Map<String, String> details) implements Command {
        /** Copies the details and sorts them by name. */
        public ReportDirector {
            details = Copies.of(details);
        }
    }

    /**
     * Raises the feature level of the cluster; given by the leader when every member supports it.
     *
     * @param level the new one; higher than the present one and not above what the deciding build supports
     */
    record RaiseFeatureLevel(int level) implements Command {}
}
