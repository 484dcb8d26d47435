package io.directorate.node.ipvsadm;

import java.util.Set;

/**
 * How a listing looks.
 *
 * @param numeric addresses and ports as numbers
 * @param exact counters in full
 * @param noSort in the kernel's order
 * @param columns which were asked for; of several the first in the order of the enum is shown
 */
record ListFormat(boolean numeric, boolean exact, boolean noSort, Set<Columns> columns) {
    /** What {@code ipvsadm} without arguments prints. */
    static final ListFormat PLAIN = new ListFormat(false, false, false, Set.of());

    /** A set of columns. */
    enum Columns {
        STATISTICS,
        RATES,
        THRESHOLDS,
        PERSISTENT_CONNECTIONS,
        TUNNELS,
        WEIGHTS
    }

    /** The columns to show. */
    Columns shown() {
        for (Columns each : Columns.values()) {
            if (columns.contains(each)) {
                return each;
            }
        }
        return Columns.WEIGHTS;
    }

    /** Whether the columns were asked for, even if others are shown. */
    boolean asksFor(Columns which) {
        return columns.contains(which);
    }
}
