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
 * What has changed. An event is a fact: {@link ClusterImage#evolve} cannot refuse it.
 *
 * <p>Each has a JSON form with a version, in {@code events.codec}.
 */
public sealed interface Event {
    /**
     * Returns what the event is about, as the audit trail is searched by it.
     *
     * @return service keys ({@code tcp:192.0.2.1:80}), a service's real servers ({@code tcp:192.0.2.1:80/10.0.0.1:80}),
     *     {@code group:NAME}, {@code owner:NAME}, {@code sysctl:NAME}, {@code timeouts}, {@code director:NAME}, {@code cluster}; at
     *     least one
     */
    default List<String> subjects() {
        return Subjects.of(this);
    }

    /**
     * A virtual service was added, with the real servers that were declared with it: one event however many they are, so that a large declaration is
     * a thousand events and not ten thousand.
     *
     * @param service as it is now
     * @param labels owner, group and tags
     * @param servers in their order; empty if it was added alone
     */
    record ServiceAdded(VirtualService service, ServiceLabels labels, List<RealServer> servers) implements Event {
        /** Copies the list. */
        public ServiceAdded {
            servers = List.copyOf(servers);
        }

        /**
         * A virtual service was added alone.
         *
         * @param service as it is now
         * @param labels owner, group and tags
         */
        public ServiceAdded(VirtualService service, ServiceLabels labels) {
            this(service, labels, List.of());
        }
    }

    /**
     * A virtual service was changed.
     *
     * @param service as it is now
     */
    record ServiceEdited(VirtualService service) implements Event {}

    /**
     * A virtual service's labels were changed.
     *
     * @param key of the service
     * @param labels as they are now
     */
    record ServiceLabelled(ServiceKey key, ServiceLabels labels) implements Event {}

    /**
     * A virtual service was deleted with its real servers.
     *
     * @param key of the service
     */
    record ServiceDeleted(ServiceKey key) implements Event {}

    /**
     * A real server was added at the end.
     *
     * @param service of the server
     * @param server as it is now
     */
    record ServerAdded(ServiceKey service, RealServer server) implements Event {}

    /**
     * A real server was changed in its place.
     *
     * @param service of the server
     * @param server as it is now
     */
    record ServerEdited(ServiceKey service, RealServer server) implements Event {}

    /**
     * A real server was deleted.
     *
     * @param service of the server
     * @param server which one
     */
    record ServerDeleted(ServiceKey service, Endpoint server) implements Event {}

    /**
     * A VIP group was added or changed.
     *
     * @param group as it is now
     */
    record VipGroupDefined(VipGroup group) implements Event {}

    /**
     * A VIP group was deleted.
     *
     * @param name of the group
     */
    record VipGroupDeleted(String name) implements Event {}

    /**
     * The connection timeouts were set.
     *
     * @param timeouts as they are now
     */
    record TimeoutsSet(Timeouts timeouts) implements Event {}

    /** The connection timeouts are no longer managed; the kernel keeps its values. */
    record TimeoutsReleased() implements Event {}

    /**
     * An owner's declaration named other groups, timeouts or sysctls than before.
     *
     * @param owner whose declaration
     * @param declaration what it names now; empty if nothing
     */
    record OwnerDeclared(String owner, Declaration declaration) implements Event {}

    /**
     * Managed sysctls were set or released.
     *
     * @param values name below {@code net.ipv4.vs.} to value
     * @param released names no longer managed
     */
    record SysctlsSet(SortedMap<String, String> values, Set<String> released) implements Event {
        /** Copies the collections. */
        public SysctlsSet {
            values = Copies.of(values);
            released = Copies.of(released);
        }
    }

    /**
     * Counters are to be zeroed; the image stays as it is.
     *
     * @param service whose counters; empty for all
     */
    record CountersZeroed(Optional<ServiceKey> service) implements Event {}

    /**
     * A dataplane differed from the image; the image stays as it is.
     *
     * @param director that found it
     * @param differences one line each
     * @param differenceCount all of them
     * @param action what the director did
     */
    record DriftFound(String director, List<String> differences, int differenceCount, DriftAction action)
            implements Event {
        /** Copies the list. */
        public DriftFound {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Something happened to a director; the image stays as it is.
     *
     * @param director to which
     * @param kind short word
     * @param details name to value
     */
    record DirectorReported(String director, String kind, Map<String, String> details) implements Event {
        /** Copies the details and sorts them by name. */
        public DirectorReported {
            details = Copies.of(details);
        }
    }

    /**
     * The feature level was raised.
     *
     * @param level the new one
     */
    record FeatureLevelRaised(int level) implements Event {}
}
