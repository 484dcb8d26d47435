package io.directorate.node.ipvsadm;

import io.directorate.events.model.SchedulerFlags;

/** The comma-separated list of {@code -b}. */
final class SchedulerFlagText {
    private SchedulerFlagText() {}

    /**
     * Reads a list; empty elements are skipped.
     *
     * @param text empty for none
     * @param scheduler whose flags they are
     */
    static SchedulerFlags parse(String text, String scheduler) {
        boolean[] set = new boolean[3];
        int found = 0;
        for (String flag : text.split(",", -1)) {
            if (!flag.isEmpty()) {
                set[number(flag, scheduler) - 1] = true;
                found++;
            }
        }
        CallFailure.usageUnless(found > 0 || text.isEmpty(), "invalid scheduler flag `" + text + "'");
        return new SchedulerFlags(set[0], set[1], set[2]);
    }

    private static int number(String flag, String scheduler) {
        return switch (flag) {
            case "flag-1" -> 1;
            case "flag-2" -> 2;
            case "flag-3" -> 3;
            case "sh-fallback" -> own(flag, "sh", scheduler, 1);
            case "sh-port" -> own(flag, "sh", scheduler, 2);
            case "mh-fallback" -> own(flag, "mh", scheduler, 1);
            case "mh-port" -> own(flag, "mh", scheduler, 2);
            default -> throw CallFailure.usage("invalid scheduler flag `" + flag + "'");
        };
    }

    private static int own(String flag, String owner, String scheduler, int number) {
        CallFailure.usageUnless(owner.equals(scheduler), "incompatible scheduler flag `" + flag + "'");
        return number;
    }
}
