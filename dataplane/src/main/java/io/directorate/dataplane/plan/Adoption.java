package io.directorate.dataplane.plan;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Command;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The commands that make the log equal to a dataplane: the plan in the other direction. A source NAT or a weight that the kernel cannot show
 * (FULLNAT, a health check's 0) stays as the log has it.
 *
 * @param commands to be decided as one
 * @param refused one line for each thing in the dataplane that the log has no words for
 */
public record Adoption(List<Command> commands, List<String> refused) {
    /** Copies. */
    public Adoption {
        commands = List.copyOf(commands);
        refused = List.copyOf(refused);
    }

    /**
     * Finds the commands.
     *
     * @param desired what the log wants
     * @param actual what there is
     * @param subjects those to take over
     * @return the commands in the order of the subjects
     */
    public static Adoption of(DesiredState desired, ActualState actual, Collection<Subject> subjects) {
        List<Command> commands = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Subject subject : subjects) {
            if (subject instanceof Subject.Service service) {
                adoptService(desired, actual, service.key(), commands, refused);
            } else if (subject instanceof Subject.Sysctl sysctl) {
                String value = actual.sysctls().get(sysctl.name());
                if (value != null) {
                    String words = String.join(" ", value.strip().split("\\s+"));
                    commands.add(new Command.SetSysctls(new TreeMap<>(Map.of(sysctl.name(), words)), Set.of()));
                }
            } else if (subject instanceof Subject.Timeouts) {
                actual.timeouts()
                        .flatMap(ConnectionTimeouts::toTimeouts)
                        .ifPresentOrElse(
                                timeouts -> commands.add(new Command.SetTimeouts(timeouts)),
                                () -> refused.add("the timeouts of the kernel are out of range"));
            }
        }
        return new Adoption(commands, refused);
    }

    private static void adoptService(
            DesiredState desired, ActualState actual, ServiceKey key, List<Command> commands, List<String> refused) {
        Optional<TableService> found = actual.table().service(key);
        if (found.isEmpty()) {
            if (desired.entries().containsKey(key)) {
                commands.add(new Command.DeleteService(key));
            }
            return;
        }
        Optional<VirtualService> service = found.get().service();
        List<RealServer> servers = new ArrayList<>();
        for (TableServer server : found.get().serversAsAdded()) {
            server.server().ifPresent(servers::add);
        }
        if (service.isEmpty() || servers.size() < found.get().servers().size()) {
            refused.add(
                    "service " + found.get().describe()
                            + " holds what the log has no words for, such as another forwarding method: change it or delete it");
            return;
        }
        DesiredService target = new DesiredService(service.get(), servers);
        Optional<DesiredService> had = desired.service(key);
        List<PlannedChange> planned = had.isPresent()
                ? ServicePlanner.edit(target, had.get().asTable(), PlannedChange.Origin.OWNED)
                : ServicePlanner.add(target, PlannedChange.Origin.OWNED);
        Optional<ServiceEntry> entry = Optional.ofNullable(desired.entries().get(key));
        for (PlannedChange change : planned) {
            commands.add(command(change.change(), server -> likeLogged(server, entry, had)));
        }
    }

    private static Command command(DataplaneChange change, UnaryOperator<RealServer> likeLogged) {
        if (change instanceof DataplaneChange.AddService add) {
            return new Command.AddService(add.service(), ServiceLabels.NONE);
        } else if (change instanceof DataplaneChange.EditService edit) {
            return new Command.EditService(edit.service());
        } else if (change instanceof DataplaneChange.AddServer add) {
            return new Command.AddServer(add.key(), likeLogged.apply(add.server()));
        } else if (change instanceof DataplaneChange.EditServer edit) {
            return new Command.EditServer(edit.key(), likeLogged.apply(edit.server()));
        } else if (change instanceof DataplaneChange.DeleteServer delete) {
            return new Command.DeleteServer(delete.key(), delete.endpoint());
        }
        throw new IllegalStateException("not a change of a service: " + change.describe());
    }

    private static RealServer likeLogged(
            RealServer server, Optional<ServiceEntry> entry, Optional<DesiredService> overlaid) {
        Optional<RealServer> logged = entry.flatMap(e -> find(e.servers(), server.endpoint()));
        if (logged.isEmpty()) {
            return server;
        }
        boolean sourceNat =
                logged.get().method() == ForwardingMethod.FULLNAT && server.method() == ForwardingMethod.NAT;
        boolean sameWeight = overlaid.flatMap(o -> find(o.servers(), server.endpoint()))
                .filter(o -> o.weight() == server.weight())
                .isPresent();
        return new RealServer(
                server.endpoint(),
                sourceNat ? ForwardingMethod.FULLNAT : server.method(),
                sourceNat ? Tunnel.IPIP : server.tunnel(),
                sameWeight ? logged.get().weight() : server.weight(),
                server.upperThreshold(),
                server.lowerThreshold());
    }

    private static Optional<RealServer> find(List<RealServer> servers, Endpoint endpoint) {
        return servers.stream().filter(s -> s.endpoint().equals(endpoint)).findFirst();
    }
}
