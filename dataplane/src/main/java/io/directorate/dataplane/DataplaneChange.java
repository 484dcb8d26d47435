package io.directorate.dataplane;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VirtualService;
import java.util.Optional;

/** One step by which a dataplane becomes another: one message to the kernel, or one write to a setting. */
public sealed interface DataplaneChange {
    /**
     * Returns what is changed, without how.
     *
     * @return such as {@code tcp:192.0.2.1:80} or {@code tcp:192.0.2.1:80 10.0.0.1:8080}
     */
    String subject();

    /**
     * Returns this in a human line.
     *
     * @return such as {@code add real server 10.0.0.1:8080 nat weight 1 to tcp:192.0.2.1:80}
     */
    String describe();

    /**
     * Adds a virtual service, without real servers.
     *
     * @param service the service
     */
    record AddService(VirtualService service) implements DataplaneChange {
        @Override
        public String subject() {
            return service.key().toString();
        }

        @Override
        public String describe() {
            return "add service " + Descriptions.service(service);
        }
    }

    /**
     * Replaces the settings of a virtual service; its real servers and counters stay.
     *
     * @param service as it is to be
     */
    record EditService(VirtualService service) implements DataplaneChange {
        @Override
        public String subject() {
            return service.key().toString();
        }

        @Override
        public String describe() {
            return "edit service " + Descriptions.service(service);
        }
    }

    /**
     * Deletes a virtual service with its real servers.
     *
     * @param key of the service
     */
    record DeleteService(ServiceKey key) implements DataplaneChange {
        @Override
        public String subject() {
            return key.toString();
        }

        @Override
        public String describe() {
            return "delete service " + key;
        }
    }

    /**
     * Adds a real server; it comes first in the kernel's list, see {@link TableService#servers()}.
     *
     * @param key of the service
     * @param server the server
     */
    record AddServer(ServiceKey key, RealServer server) implements DataplaneChange {
        @Override
        public String subject() {
            return key + " " + server.endpoint();
        }

        @Override
        public String describe() {
            return "add real server " + TableServer.of(server).describe() + " to " + key;
        }
    }

    /**
     * Replaces the settings of a real server; its place in the list, its connections and counters stay.
     *
     * @param key of the service
     * @param server as it is to be
     */
    record EditServer(ServiceKey key, RealServer server) implements DataplaneChange {
        @Override
        public String subject() {
            return key + " " + server.endpoint();
        }

        @Override
        public String describe() {
            return "edit real server " + TableServer.of(server).describe() + " of " + key;
        }
    }

    /**
     * Deletes a real server.
     *
     * @param key of the service
     * @param endpoint of the server
     */
    record DeleteServer(ServiceKey key, Endpoint endpoint) implements DataplaneChange {
        @Override
        public String subject() {
            return key + " " + endpoint;
        }

        @Override
        public String describe() {
            return "delete real server " + endpoint + " of " + key;
        }
    }

    /**
     * Sets the times after which idle connections are forgotten.
     *
     * @param timeouts to set; 0 leaves a time as it is
     */
    record SetTimeouts(ConnectionTimeouts timeouts) implements DataplaneChange {
        /**
         * Sets all three.
         *
         * @param timeouts of the model
         */
        public SetTimeouts(Timeouts timeouts) {
            this(ConnectionTimeouts.of(timeouts));
        }

        @Override
        public String subject() {
            return "timeouts";
        }

        @Override
        public String describe() {
            return "set timeouts " + timeouts.describe();
        }
    }

    /**
     * Writes one of the settings under {@code net.ipv4.vs}.
     *
     * @param name without that prefix, such as {@code conntrack}
     * @param value as the kernel takes it
     */
    record SetSysctl(String name, String value) implements DataplaneChange {
        @Override
        public String subject() {
            return "net.ipv4.vs." + name;
        }

        @Override
        public String describe() {
            return "set net.ipv4.vs." + name + " = " + value;
        }
    }

    /**
     * Sets counters of connections, packets and bytes to 0, of a service and its real servers.
     *
     * @param key of the service; empty for all of them and the totals
     */
    record ZeroCounters(Optional<ServiceKey> key) implements DataplaneChange {
        @Override
        public String subject() {
            return key.map(ServiceKey::toString).orElse("all services");
        }

        @Override
        public String describe() {
            return "zero the counters of " + subject();
        }
    }

    /** Deletes all services, also those that are not ours. */
    record Flush() implements DataplaneChange {
        @Override
        public String subject() {
            return "all services";
        }

        @Override
        public String describe() {
            return "delete all services";
        }
    }

    /**
     * Starts a daemon.
     *
     * @param daemon to start
     */
    record StartDaemon(SyncDaemon daemon) implements DataplaneChange {
        @Override
        public String subject() {
            return daemon.state().text() + " synchronisation daemon";
        }

        @Override
        public String describe() {
            return "start synchronisation daemon " + daemon.describe();
        }
    }

    /**
     * Stops a daemon.
     *
     * @param state which one
     */
    record StopDaemon(SyncDaemon.State state) implements DataplaneChange {
        @Override
        public String subject() {
            return state.text() + " synchronisation daemon";
        }

        @Override
        public String describe() {
            return "stop the " + subject();
        }
    }
}
