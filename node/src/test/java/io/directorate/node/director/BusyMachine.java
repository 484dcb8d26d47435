package io.directorate.node.director;

import java.lang.management.ManagementFactory;

/** Time limits on a machine that may have other things to do: they hold on an idle one, and are longer in proportion to its load. */
final class BusyMachine {
    private BusyMachine() {}

    /**
     * Returns what is to be allowed now.
     *
     * @param millis the limit on a machine that has nothing else to do
     */
    static long allowed(long millis) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double perProcessor = load / Runtime.getRuntime().availableProcessors();
        return Math.round(millis * Math.max(1, perProcessor));
    }
}
