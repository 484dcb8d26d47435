package io.directorate.node.ipvsadm;

/**
 * How a listing looks.
 *
 * @param numeric addresses and ports as numbers
 * @param exact counters in full
 * @param noSort in the kernel's order
 * @param columns of services and real servers
 * @param withEngine connections with their persistence engine's data
 */
record ListFormat(boolean numeric, boolean exact, boolean noSort, Columns columns, boolean withEngine) {
    /** What {@code ipvsadm} without arguments prints. */
    static final ListFormat PLAIN = new ListFormat(false, false, false, Columns.WEIGHTS, false);

    /** A set of columns; where several are asked for, the first here is shown. */
    enum Columns {
        STATISTICS,
        RATES,
        THRESHOLDS,
        PERSISTENT_CONNECTIONS,
        TUNNELS,
        WEIGHTS
    }

    /** The format that a call's options ask for. */
    static ListFormat of(CallDraft draft) {
        return new ListFormat(
                draft.has(Setting.NUMERIC),
                draft.has(Setting.EXACT),
                draft.has(Setting.NO_SORT),
                columns(draft),
                draft.has(Setting.PERSISTENT_CONN));
    }

    private static Columns columns(CallDraft draft) {
        if (draft.has(Setting.STATS)) {
            return Columns.STATISTICS;
        }
        if (draft.has(Setting.RATE)) {
            return Columns.RATES;
        }
        if (draft.has(Setting.THRESHOLDS)) {
            return Columns.THRESHOLDS;
        }
        if (draft.has(Setting.PERSISTENT_CONN)) {
            return Columns.PERSISTENT_CONNECTIONS;
        }
        return draft.has(Setting.TUN_INFO) ? Columns.TUNNELS : Columns.WEIGHTS;
    }
}
