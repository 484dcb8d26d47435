package io.directorate.events.service;

import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Commands about timeouts, sysctls and the feature level, and those that only record something. */
final class SettingDecisions {
    private SettingDecisions() {}

    static List<Event> setTimeouts(ImageView view, Command.SetTimeouts command) {
        return view.timeouts().equals(Optional.of(command.timeouts()))
                ? List.of()
                : List.of(new Event.TimeoutsSet(command.timeouts()));
    }

    static List<Event> setSysctls(ImageView view, Command.SetSysctls command) {
        for (String name : command.released()) {
            Sysctls.checkName(name);
            if (command.values().containsKey(name)) {
                throw new Rejected(
                        Rule.DUPLICATE,
                        "released",
                        "net.ipv4.vs." + name + " is both set and released; decide for one");
            }
        }
        return sysctls(view, Sysctls.canonical(command.values()), command.released());
    }

    /** The event that brings these about; none if they hold already. */
    static List<Event> sysctls(ImageView view, SortedMap<String, String> values, Iterable<String> released) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        changed.entrySet().removeIf(e -> e.getValue().equals(view.sysctls().get(e.getKey())));
        TreeSet<String> gone = new TreeSet<>();
        released.forEach(gone::add);
        gone.retainAll(view.sysctls().keySet());
        return changed.isEmpty() && gone.isEmpty() ? List.of() : List.of(new Event.SysctlsSet(changed, gone));
    }

    static List<Event> raiseFeatureLevel(ImageView view, Command.RaiseFeatureLevel command, int supported) {
        if (command.level() <= view.featureLevel()) {
            throw new Rejected(
                    Rule.FEATURE_LEVEL,
                    "level",
                    "feature level " + command.level() + " is asked for, and the cluster is at " + view.featureLevel()
                            + "; a level is only ever raised");
        }
        if (command.level() > supported) {
            throw new Rejected(
                    Rule.FEATURE_LEVEL,
                    "level",
                    "feature level " + command.level() + " is asked for, and this build supports at most " + supported
                            + "; upgrade every member first");
        }
        return List.of(new Event.FeatureLevelRaised(command.level()));
    }

    /** What a member might not know is not logged: of the higher level that the cluster has yet to reach. */
    static void checkLevels(ImageView view, List<Event> events, FeatureSet features) {
        for (Event event : events) {
            int needed = features.levelOf(event);
            if (needed > view.featureLevel()) {
                throw new Rejected(
                        Rule.FEATURE_LEVEL,
                        "",
                        "this needs feature level " + needed + ", and the cluster is at " + view.featureLevel()
                                + "; it is raised by itself once every member runs a build that supports " + needed);
            }
        }
    }

    static List<Event> reportDrift(Command.ReportDrift command) {
        Names.checkDirector(command.director(), "director");
        List<String> differences = command.differences();
        Limits.check(differences.size(), Limits.MAX_DIFFERENCES, "differences", "differences");
        for (int i = 0; i < differences.size(); i++) {
            Names.checkText(differences.get(i), Fields.at("differences", i));
        }
        if (command.differenceCount() < Math.max(1, differences.size())) {
            throw new Rejected(
                    Rule.LIMIT,
                    "differenceCount",
                    "differenceCount is " + command.differenceCount() + ", and " + differences.size()
                            + " differences are listed; it counts all of them, at least 1");
        }
        return List.of(
                new Event.DriftFound(command.director(), differences, command.differenceCount(), command.action()));
    }

    static List<Event> reportDirector(Command.ReportDirector command) {
        Names.checkDirector(command.director(), "director");
        Names.checkKind(command.kind());
        Limits.check(command.details().size(), Limits.MAX_DETAILS, "details", "details");
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, String> detail : command.details().entrySet()) {
            String field = "details." + Names.shown(detail.getKey());
            Names.checkText(detail.getKey(), field);
            Names.checkText(detail.getValue(), field);
            names.add(detail.getKey());
        }
        if (names.contains("")) {
            throw new Rejected(Rule.NAME, "details", "a detail has no name");
        }
        return List.of(new Event.DirectorReported(command.director(), command.kind(), command.details()));
    }
}
