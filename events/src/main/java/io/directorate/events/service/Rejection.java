package io.directorate.events.service;

import java.util.Locale;

/**
 * Why a command was refused. Nothing was logged.
 *
 * @param rule that was broken
 * @param field path of the offending part within the command, as its JSON form has it, such as {@code services[3].servers[0].server}; empty for the whole
 * @param message what was asked, what is there, what to do; one sentence or two
 */
public record Rejection(Rule rule, String field, String message) {
    /**
     * Makes the rejection of a command whose id the log holds already, with another command.
     *
     * @param commandId that was used before
     * @param sequence of the earlier command's last event
     * @return the rejection
     */
    public static Rejection commandIdReused(String commandId, long sequence) {
        return new Rejection(
                Rule.COMMAND_ID_REUSED,
                "commandId",
                "command id '" + Names.shown(commandId) + "' was used at index " + sequence
                        + " for another command; give each command an id of its own");
    }

    @Override
    public String toString() {
        return rule.id() + (field.isEmpty() ? "" : " at " + field) + ": " + message;
    }

    /** Each rule has a stable name that faces show ({@code service-exists}). */
    public enum Rule {
        /** A service of that key is there already. */
        SERVICE_EXISTS,
        /** No service of that key is there. */
        SERVICE_UNKNOWN,
        /** The service has that real server already. */
        SERVER_EXISTS,
        /** The service has no such real server. */
        SERVER_UNKNOWN,
        /** No VIP group of that name is there. */
        GROUP_UNKNOWN,
        /** A service still names the group. */
        GROUP_IN_USE,
        /** The address of a service is none of its group's VIPs, or a VIP stands in two groups. */
        GROUP_ADDRESS,
        /** Direct routing and tunnelling cannot map ports. */
        PORT_MAPPED_WITHOUT_NAT,
        /** The real server's family does not fit the service's family and forwarding method. */
        FAMILY_MISMATCH,
        /** A service without a port must be persistent. */
        PORT_ZERO_NEEDS_PERSISTENCE,
        /** One-packet scheduling is for UDP only. */
        ONE_PACKET_NEEDS_UDP,
        /** A persistence engine needs persistence. */
        ENGINE_NEEDS_PERSISTENCE,
        /** The persistence engine is not known. */
        ENGINE_UNKNOWN,
        /** The scheduler is not known. */
        SCHEDULER_UNKNOWN,
        /** The scheduler does not have this flag. */
        SCHEDULER_FLAG,
        /** The lower threshold is above the upper one. */
        THRESHOLD_ORDER,
        /** FULLNAT needs a local address of the group in the real server's family, or a group at all. */
        FULLNAT_NEEDS_LOCAL_ADDRESS,
        /** The sysctl is not one that Directorate manages, or its value is out of range. */
        SYSCTL,
        /** Somebody else owns it. */
        OWNED_BY_ANOTHER,
        /** The same thing is declared twice. */
        DUPLICATE,
        /** The address cannot be balanced: unspecified, multicast and the like. */
        ADDRESS,
        /** A name or label is not well formed. */
        NAME,
        /** The log has moved on since the index that the asker saw. */
        INDEX_MOVED,
        /** A bound of the cluster would be exceeded. */
        LIMIT,
        /** The feature level does not allow it. */
        FEATURE_LEVEL,
        /** The command id was used before for another command. */
        COMMAND_ID_REUSED;

        /**
         * Returns the stable name.
         *
         * @return such as {@code service-exists}
         */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
