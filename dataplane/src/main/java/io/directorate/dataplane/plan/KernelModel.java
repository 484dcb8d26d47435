package io.directorate.dataplane.plan;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a dataplane becomes by changes, as the kernel's {@code net/netfilter/ipvs/ip_vs_ctl.c} carries them out: what we believe to be in the
 * kernel between two readings. Mutable; used by one thread.
 */
public final class KernelModel {
    private final Map<ServiceKey, TableService> services;
    private final SortedMap<String, String> sysctls;
    private final Map<SyncDaemon.State, SyncDaemon> daemons = new LinkedHashMap<>();
    private Optional<ConnectionTimeouts> timeouts;
    private @Nullable Open open;

    /** A service whose servers are being changed, which comes in rows: in the order of adding, so that adding is cheap. */
    private record Open(ServiceKey key, ServiceSettings settings, List<TableServer> added) {}

    /**
     * Starts with what was read.
     *
     * @param state as read
     */
    public KernelModel(ActualState state) {
        services = new LinkedHashMap<>(state.table().services());
        sysctls = new TreeMap<>(state.sysctls());
        timeouts = state.timeouts();
        state.daemons().forEach(daemon -> daemons.put(daemon.state(), daemon));
    }

    /**
     * Returns a service.
     *
     * @param key of the service
     * @return the service; empty if there is none
     */
    public Optional<TableService> service(ServiceKey key) {
        putBack();
        return Optional.ofNullable(services.get(key));
    }

    /**
     * Returns all but services, which is little.
     *
     * @return timeouts, settings and daemons, with an empty table
     */
    public ActualState settings() {
        return new ActualState(IpvsTable.EMPTY, timeouts, sysctls, List.copyOf(daemons.values()));
    }

    /**
     * Returns everything.
     *
     * @return a copy
     */
    public ActualState state() {
        putBack();
        return new ActualState(new IpvsTable(services, List.of()), timeouts, sysctls, List.copyOf(daemons.values()));
    }

    /**
     * Carries out a change.
     *
     * @param change what to do
     * @return why the kernel would refuse it, such as {@code EEXIST}; empty if it is done
     */
    public Optional<String> apply(DataplaneChange change) {
        if (isAboutServer(change)) {
            return applyToServers(change);
        }
        putBack();
        if (change instanceof DataplaneChange.AddService add) {
            TableService service = new TableService(add.service().key(), ServiceSettings.of(add.service()), List.of());
            return services.putIfAbsent(service.key(), service) == null ? Optional.empty() : Optional.of("EEXIST");
        } else if (change instanceof DataplaneChange.EditService edit) {
            ServiceSettings settings = ServiceSettings.of(edit.service());
            return replace(edit.service().key(), found -> new TableService(found.key(), settings, found.servers()));
        } else if (change instanceof DataplaneChange.DeleteService delete) {
            return services.remove(delete.key()) == null ? Optional.of("ESRCH") : Optional.empty();
        } else if (change instanceof DataplaneChange.Flush) {
            services.clear();
            return Optional.empty();
        }
        return applyToSettings(change);
    }

    private static boolean isAboutServer(DataplaneChange change) {
        return change instanceof DataplaneChange.AddServer
                || change instanceof DataplaneChange.EditServer
                || change instanceof DataplaneChange.DeleteServer;
    }

    private Optional<String> applyToServers(DataplaneChange change) {
        ServiceKey key = change instanceof DataplaneChange.AddServer add
                ? add.key()
                : change instanceof DataplaneChange.EditServer edit
                        ? edit.key()
                        : ((DataplaneChange.DeleteServer) change).key();
        Open service = open(key);
        if (service == null) {
            return Optional.of("ESRCH");
        }
        List<TableServer> servers = service.added;
        if (change instanceof DataplaneChange.AddServer add) {
            if (indexOf(service, add.server().endpoint()) >= 0) {
                return Optional.of("EEXIST");
            }
            servers.add(TableServer.of(add.server()));
        } else if (change instanceof DataplaneChange.EditServer edit) {
            int index = indexOf(service, edit.server().endpoint());
            if (index < 0) {
                return Optional.of("ENOENT");
            }
            TableServer edited = TableServer.of(edit.server());
            servers.set(
                    index,
                    new TableServer(
                            servers.get(index).endpoint(),
                            edited.method(),
                            edited.tunnel(),
                            edited.weight(),
                            edited.upperThreshold(),
                            edited.lowerThreshold()));
        } else if (change instanceof DataplaneChange.DeleteServer delete) {
            int index = indexOf(service, delete.endpoint());
            if (index < 0) {
                return Optional.of("ENOENT");
            }
            servers.remove(index);
        }
        return Optional.empty();
    }

    private @Nullable Open open(ServiceKey key) {
        Open now = open;
        if (now != null && now.key.equals(key)) {
            return now;
        }
        putBack();
        TableService service = services.get(key);
        if (service != null) {
            open = new Open(key, service.settings(), service.serversAsAdded());
        }
        return open;
    }

    private void putBack() {
        Open now = open;
        if (now != null) {
            open = null;
            List<TableServer> servers = new ArrayList<>(now.added);
            Collections.reverse(servers);
            services.put(now.key, new TableService(now.key, now.settings, servers));
        }
    }

    private Optional<String> applyToSettings(DataplaneChange change) {
        if (change instanceof DataplaneChange.SetTimeouts set) {
            ConnectionTimeouts old = timeouts.orElse(new ConnectionTimeouts(0, 0, 0));
            timeouts = Optional.of(new ConnectionTimeouts(
                    orElse(set.timeouts().tcpSeconds(), old.tcpSeconds()),
                    orElse(set.timeouts().tcpFinSeconds(), old.tcpFinSeconds()),
                    orElse(set.timeouts().udpSeconds(), old.udpSeconds())));
        } else if (change instanceof DataplaneChange.SetSysctl set) {
            sysctls.put(set.name(), set.value());
        } else if (change instanceof DataplaneChange.StartDaemon start) {
            return daemons.putIfAbsent(start.daemon().state(), start.daemon()) == null
                    ? Optional.empty()
                    : Optional.of("EEXIST");
        } else if (change instanceof DataplaneChange.StopDaemon stop) {
            return daemons.remove(stop.state()) == null ? Optional.of("ESRCH") : Optional.empty();
        }
        return Optional.empty();
    }

    private Optional<String> replace(ServiceKey key, UnaryOperator<TableService> how) {
        return services.computeIfPresent(key, (same, found) -> how.apply(found)) == null
                ? Optional.of("ESRCH")
                : Optional.empty();
    }

    private static int indexOf(Open service, Endpoint endpoint) {
        for (int i = 0; i < service.added.size(); i++) {
            if (service.added.get(i).endpoint().equals(endpoint)) {
                return i;
            }
        }
        return -1;
    }

    private static long orElse(long value, long otherwise) {
        return value == 0 ? otherwise : value;
    }
}
