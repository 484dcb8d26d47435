package io.directorate.events.service;

/** The bounds of a cluster. A command that would exceed one is refused with {@link Rejection.Rule#LIMIT}. */
public final class Limits {
    /** Virtual services in an image. */
    public static final int MAX_SERVICES = 65_536;

    /** Real servers of one service. */
    public static final int MAX_SERVERS_PER_SERVICE = 8_192;

    /** VIP groups in an image. */
    public static final int MAX_GROUPS = 1_024;

    /** Tags of one service. */
    public static final int MAX_TAGS = 64;

    /** Commands in a {@link Command.Sequence}. */
    public static final int MAX_COMMANDS = 524_288;

    /** How deep a {@link Command.Sequence} may stand in others. */
    public static final int MAX_SEQUENCE_DEPTH = 4;

    /** Events that one command may lead to, so that they fit one log entry. */
    public static final int MAX_EVENTS_PER_COMMAND = 262_144;

    /** Differences that a {@link Command.ReportDrift} lists. */
    public static final int MAX_DIFFERENCES = 100;

    /** Details of a {@link Command.ReportDirector}. */
    public static final int MAX_DETAILS = 64;

    /** Characters of a difference, a detail, a reason. */
    public static final int MAX_TEXT_LENGTH = 1_024;

    private Limits() {}

    static void check(long count, long most, String field, String what) {
        if (count > most) {
            throw new Rejected(
                    Rejection.Rule.LIMIT,
                    field,
                    count + " " + what + " are asked for, at most " + most + " are allowed");
        }
    }
}
