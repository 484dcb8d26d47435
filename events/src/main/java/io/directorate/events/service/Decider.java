package io.directorate.events.service;

import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a command into events, or into a rejection that names the rule broken.
 *
 * <p>Pure: the answer depends on the arguments alone. A command is all or nothing, and one that changes nothing gives no events. The rules
 * themselves stand in one class for each family: {@code ServiceRules}, {@code ServerRules}, {@code GroupRules}, {@code Sysctls}, {@code Names}
 * and {@link Limits}.
 *
 * <p>Choices, where {@code ipvsadm}, the kernel and this differ:
 *
 * <ul>
 *   <li>A mapped port under direct routing or tunnelling is refused; {@code ipvsadm} silently takes the service's port. A service by firewall mark has
 *       no port to compare with, so any is taken, as both do.
 *   <li>A real server of the other address family is refused even for tunnels: the kernel has those only while no connection is synchronised.
 *   <li>One-packet scheduling is for UDP, and for firewall marks, whose packets may be UDP.
 *   <li>Flags of a scheduler that names none are kept as they are, as the kernel does; {@code sh} and {@code mh} have two.
 *   <li>Owners bind declarations only. Whoever may give commands may change anything by hand; the owner's next declaration sets it right.
 * </ul>
 */
public final class Decider {
    private final FeatureSet features;

    private Decider(FeatureSet features) {
        this.features = features;
    }

    /**
     * Decides a command.
     *
     * @param view what the command meets: an image, or a delta that earlier commands of the same batch led to
     * @param envelope the command with what its asker expects
     * @return events that fit the view, or a rejection
     */
    public static Decision decide(ImageView view, CommandEnvelope envelope) {
        return decide(view, envelope, FeatureSet.THIS_BUILD);
    }

    /**
     * Decides a command as a certain build does.
     *
     * @param view what the command meets: an image, or a delta that earlier commands of the same batch led to
     * @param envelope the command with what its asker expects
     * @param features of the build
     * @return events that fit the view and its feature level, or a rejection
     */
    public static Decision decide(ImageView view, CommandEnvelope envelope, FeatureSet features) {
        try {
            checkIndex(view, envelope.expectedIndex());
            List<Event> events = new Decider(features).decide(view, envelope.command(), 0);
            Limits.check(events.size(), Limits.MAX_EVENTS_PER_COMMAND, "", "events for one command");
            SettingDecisions.checkLevels(view, events, features);
            return new Decision.Accepted(events);
        } catch (Rejected e) {
            return new Decision.Refused(e.rejection());
        }
    }

    private static void checkIndex(ImageView view, long expected) {
        if (expected != CommandEnvelope.ANY_INDEX && expected != view.sequence()) {
            throw new Rejected(
                    Rule.INDEX_MOVED,
                    "expectedIndex",
                    "the command expects index " + expected + ", and the log is at " + view.sequence()
                            + "; look at what changed since and ask again");
        }
    }

    private List<Event> decide(ImageView view, Command command, int depth) {
        if (command instanceof Command.Sequence c) {
            return decideSequence(view, c, depth);
        } else if (command instanceof Command.ApplyConfiguration c) {
            return ConfigurationDecision.decide(view, c);
        } else if (command instanceof Command.AddService c) {
            return ServiceDecisions.add(view, c);
        } else if (command instanceof Command.EditService c) {
            return ServiceDecisions.edit(view, c);
        } else if (command instanceof Command.LabelService c) {
            return ServiceDecisions.label(view, c);
        } else if (command instanceof Command.DeleteService c) {
            return ServiceDecisions.delete(view, c);
        } else if (command instanceof Command.ClearServices) {
            return ServiceDecisions.clear(view);
        } else if (command instanceof Command.ZeroCounters c) {
            return ServiceDecisions.zero(view, c);
        } else if (command instanceof Command.AddServer c) {
            return ServerDecisions.add(view, c);
        } else if (command instanceof Command.EditServer c) {
            return ServerDecisions.edit(view, c);
        } else if (command instanceof Command.SetWeight c) {
            return ServerDecisions.setWeight(view, c);
        } else if (command instanceof Command.DeleteServer c) {
            return ServerDecisions.delete(view, c);
        }
        return decideTheRest(view, command);
    }

    private List<Event> decideTheRest(ImageView view, Command command) {
        if (command instanceof Command.DefineVipGroup c) {
            return GroupDecisions.define(view, c);
        } else if (command instanceof Command.DeleteVipGroup c) {
            return GroupDecisions.delete(view, c);
        } else if (command instanceof Command.SetTimeouts c) {
            return SettingDecisions.setTimeouts(view, c);
        } else if (command instanceof Command.SetSysctls c) {
            return SettingDecisions.setSysctls(view, c);
        } else if (command instanceof Command.RaiseFeatureLevel c) {
            return SettingDecisions.raiseFeatureLevel(view, c, features.supported());
        } else if (command instanceof Command.ReportDrift c) {
            return SettingDecisions.reportDrift(c);
        } else if (command instanceof Command.ReportDirector c) {
            return SettingDecisions.reportDirector(c);
        }
        throw new IllegalStateException("no decision is written for " + command.getClass());
    }

    private List<Event> decideSequence(ImageView view, Command.Sequence sequence, int depth) {
        List<Command> commands = sequence.commands();
        Limits.check(depth + 1L, Limits.MAX_SEQUENCE_DEPTH, "", "sequences in one another");
        Limits.check(commands.size(), Limits.MAX_COMMANDS, "commands", "commands in a sequence");
        ClusterDelta scratch = new ClusterDelta(view);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            try {
                List<Event> next = decide(scratch, commands.get(i), depth + 1);
                next.forEach(scratch::apply);
                events.addAll(next);
                Limits.check(events.size(), Limits.MAX_EVENTS_PER_COMMAND, "", "events for one command");
            } catch (Rejected e) {
                throw e.under(Fields.at("commands", i));
            }
        }
        return events;
    }
}
