package io.directorate.dataplane.plan;

import io.directorate.dataplane.SyncDaemon;
import io.directorate.events.model.ServiceKey;

/** What a planned change is about: the unit in which drift is noticed, repaired, adopted or tolerated. */
public sealed interface Subject {
    /** The timeouts of connections. */
    Subject TIMEOUTS = new Timeouts();

    /**
     * A virtual service with its real servers.
     *
     * @param key of the service
     */
    record Service(ServiceKey key) implements Subject {
        @Override
        public String toString() {
            return "service " + key;
        }
    }

    /** The timeouts of connections; {@link Subject#TIMEOUTS} is the only one. */
    record Timeouts() implements Subject {
        @Override
        public String toString() {
            return "timeouts";
        }
    }

    /**
     * A setting of the kernel.
     *
     * @param name below {@code net.ipv4.vs.}
     */
    record Sysctl(String name) implements Subject {
        @Override
        public String toString() {
            return "net.ipv4.vs." + name;
        }
    }

    /**
     * A synchronisation daemon.
     *
     * @param state which of the two
     */
    record Daemon(SyncDaemon.State state) implements Subject {
        @Override
        public String toString() {
            return state.text() + " synchronisation daemon";
        }
    }
}
