package io.directorate.node.ipvsadm;

import static io.directorate.node.ipvsadm.Setting.CONNECTION;
import static io.directorate.node.ipvsadm.Setting.DAEMON;
import static io.directorate.node.ipvsadm.Setting.EXACT;
import static io.directorate.node.ipvsadm.Setting.FORWARD;
import static io.directorate.node.ipvsadm.Setting.LOWER_THRESHOLD;
import static io.directorate.node.ipvsadm.Setting.MCAST_GROUP;
import static io.directorate.node.ipvsadm.Setting.MCAST_INTERFACE;
import static io.directorate.node.ipvsadm.Setting.MCAST_PORT;
import static io.directorate.node.ipvsadm.Setting.MCAST_TTL;
import static io.directorate.node.ipvsadm.Setting.NETMASK;
import static io.directorate.node.ipvsadm.Setting.NO_SORT;
import static io.directorate.node.ipvsadm.Setting.NUMERIC;
import static io.directorate.node.ipvsadm.Setting.ONE_PACKET;
import static io.directorate.node.ipvsadm.Setting.PERSISTENCE_ENGINE;
import static io.directorate.node.ipvsadm.Setting.PERSISTENT;
import static io.directorate.node.ipvsadm.Setting.PERSISTENT_CONN;
import static io.directorate.node.ipvsadm.Setting.RATE;
import static io.directorate.node.ipvsadm.Setting.SCHEDULER;
import static io.directorate.node.ipvsadm.Setting.SCHEDULER_FLAGS;
import static io.directorate.node.ipvsadm.Setting.SERVER;
import static io.directorate.node.ipvsadm.Setting.SERVICE;
import static io.directorate.node.ipvsadm.Setting.STATS;
import static io.directorate.node.ipvsadm.Setting.SYNC_ID;
import static io.directorate.node.ipvsadm.Setting.SYNC_MAXLEN;
import static io.directorate.node.ipvsadm.Setting.THRESHOLDS;
import static io.directorate.node.ipvsadm.Setting.TIMEOUT;
import static io.directorate.node.ipvsadm.Setting.TUN_CSUM;
import static io.directorate.node.ipvsadm.Setting.TUN_INFO;
import static io.directorate.node.ipvsadm.Setting.TUN_NOCSUM;
import static io.directorate.node.ipvsadm.Setting.TUN_PORT;
import static io.directorate.node.ipvsadm.Setting.TUN_REMCSUM;
import static io.directorate.node.ipvsadm.Setting.TUN_TYPE;
import static io.directorate.node.ipvsadm.Setting.UPPER_THRESHOLD;
import static io.directorate.node.ipvsadm.Setting.WEIGHT;

/** A command of {@code ipvsadm}, with which settings it takes: {@code ipvsadm(8)}, "COMMANDS". */
enum Operation {
    ADD_SERVICE(
            "add-service",
            Rules.NONE
                    .requires(SERVICE)
                    .allows(SCHEDULER, PERSISTENT, NETMASK, ONE_PACKET, PERSISTENCE_ENGINE, SCHEDULER_FLAGS)),
    EDIT_SERVICE("edit-service", ADD_SERVICE.rules()),
    DELETE_SERVICE("delete-service", Rules.NONE.requires(SERVICE)),
    FLUSH("flush", Rules.NONE),
    LIST(
            "list",
            Rules.NONE
                    .allowsOneOf(CONNECTION, SERVICE, TIMEOUT, DAEMON)
                    .allows(NUMERIC, STATS, RATE, THRESHOLDS, PERSISTENT_CONN, NO_SORT, SYNC_ID, EXACT, TUN_INFO)),
    ADD_SERVER(
            "add-server",
            Rules.NONE
                    .requires(SERVICE, SERVER)
                    .allows(FORWARD, WEIGHT, UPPER_THRESHOLD, LOWER_THRESHOLD)
                    .allows(TUN_TYPE, TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM)),
    DELETE_SERVER("delete-server", Rules.NONE.requires(SERVICE, SERVER)),
    EDIT_SERVER("edit-server", ADD_SERVER.rules()),
    SET_TIMEOUTS("set", Rules.NONE),
    START_DAEMON(
            "start-daemon",
            Rules.NONE.allows(MCAST_INTERFACE, SYNC_ID, MCAST_GROUP, MCAST_PORT, MCAST_TTL, SYNC_MAXLEN)),
    STOP_DAEMON("stop-daemon", Rules.NONE.allows(SYNC_ID)),
    RESTORE("restore", Rules.NONE),
    SAVE("save", Rules.NONE.allows(NUMERIC)),
    ZERO("zero", Rules.NONE.allows(SERVICE));

    private final String label;
    private final long required;
    private final long allowed;
    private final long exclusive;

    Operation(String label, Rules rules) {
        this.label = label;
        this.required = rules.required;
        this.allowed = rules.allowed;
        this.exclusive = rules.exclusive;
    }

    private Rules rules() {
        return new Rules(required, allowed, exclusive);
    }

    /** The name in error messages. */
    String label() {
        return label;
    }

    /**
     * Checks that the settings given are ones that this operation takes.
     *
     * @param given bit set by {@link Setting#bit}
     * @throws CallFailure with the first error, in the order of the settings
     */
    void check(long given) {
        rules().check(given, label, "command");
    }

    /**
     * Which settings something takes, as bit sets by {@link Setting#bit}.
     *
     * @param required all of them
     * @param allowed any of them
     * @param exclusive at most one of them
     */
    record Rules(long required, long allowed, long exclusive) {
        static final Rules NONE = new Rules(0, 0, 0);

        Rules requires(Setting... settings) {
            return new Rules(required | bits(settings), allowed | bits(settings), exclusive);
        }

        Rules allows(Setting... settings) {
            return new Rules(required, allowed | bits(settings), exclusive);
        }

        Rules allowsOneOf(Setting... settings) {
            return new Rules(required, allowed | bits(settings), exclusive | bits(settings));
        }

        /** Checks one setting after the other and throws the first error; {@code kind} is what {@code name} names. */
        void check(long given, String name, String kind) {
            check(given, name, kind, -1L);
        }

        /** As {@link #check(long, String, String)}, but only the settings in {@code scope}. */
        void check(long given, String name, String kind, long scope) {
            Setting exclusiveSeen = null;
            for (Setting setting : Setting.values()) {
                long bit = setting.bit();
                if ((scope & bit) == 0) {
                    continue;
                }
                if ((given & bit) == 0) {
                    CallFailure.usageUnless(
                            (required & bit) == 0,
                            "You need to supply the '" + setting.label() + "' option for the '" + name + "' " + kind);
                    continue;
                }
                CallFailure.usageUnless(
                        (allowed & bit) != 0,
                        "Illegal '" + setting.label() + "' option with the '" + name + "' " + kind);
                if ((exclusive & bit) != 0) {
                    if (exclusiveSeen != null) {
                        throw CallFailure.usage("The option '" + setting.label() + "' conflicts with the '"
                                + exclusiveSeen.label() + "' option in the '" + name + "' " + kind);
                    }
                    exclusiveSeen = setting;
                }
            }
        }

        static long bits(Setting... settings) {
            long bits = 0;
            for (Setting setting : settings) {
                bits |= setting.bit();
            }
            return bits;
        }
    }
}
