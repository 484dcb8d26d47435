package io.directorate.events.connection;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.InvalidValueException;
import java.util.List;
import java.util.Optional;

/**
 * What one director tells another of a connection or a persistence template. Holds only what a kernel would take.
 *
 * @param key which connection
 * @param destination real server; port 0 in templates of services without a port
 * @param flags forwarding method and flags
 * @param state in the protocol's own numbers; see {@link #stateName}
 * @param timeoutSeconds until it expires if nothing more is seen, 0 to 4294967295; 0 lets the receiver choose by state
 * @param extras what only some entries carry
 */
public record ConnectionEntry(
        ConnectionKey key, Endpoint destination, ConnectionFlags flags, int state, long timeoutSeconds, Extras extras) {

    /** States of a template. Kernel: {@code IP_VS_CTPL_S_LAST}. */
    static final int TEMPLATE_STATES = 2;

    /** Checks what the kernel checks: {@code ip_vs_proc_sync_conn} in {@code net/netfilter/ipvs/ip_vs_sync.c}. */
    public ConnectionEntry {
        if (destination.address().family() != key.family()) {
            throw new InvalidValueException(
                    "destination", "destination " + destination + " is not of the family of " + key);
        }
        Checks.range(timeoutSeconds, 0, 0xffff_ffffL, "timeoutSeconds");
        Optional<SyncRefusal.Reason> flaw = flaw(key.protocol(), flags, state);
        if (flaw.isPresent()) {
            throw new InvalidValueException(
                    flaw.get().field(),
                    flaw.get().text() + ": protocol " + key.protocol() + ", flags " + flags + ", state " + state);
        }
    }

    /**
     * What only some entries carry.
     *
     * @param sequence adjustment of sequence numbers; goes with the flags {@code OUT_SEQUENCE} and {@code IN_SEQUENCE}
     * @param persistenceEngine its name and data
     * @param directorate what kernels have no field for
     * @param others options that this release does not know
     */
    public record Extras(
            Optional<SequenceAdjustment> sequence,
            Optional<PersistenceEngineData> persistenceEngine,
            DirectorateOption directorate,
            List<RawOption> others) {
        /** Nothing. */
        public static final Extras NONE =
                new Extras(Optional.empty(), Optional.empty(), DirectorateOption.NONE, List.of());

        /** Copies the list. */
        public Extras {
            others = List.copyOf(others);
        }
    }

    /** Returns what the kernel finds wrong with flags or state. */
    static Optional<SyncRefusal.Reason> flaw(int protocol, ConnectionFlags flags, int state) {
        boolean template = flags.has(ConnectionFlag.TEMPLATE);
        if (flags.has(ConnectionFlag.ONE_PACKET) || (template && flags.has(ConnectionFlag.NO_CLIENT_PORT))) {
            return Optional.of(SyncRefusal.Reason.FLAGS);
        }
        int states = template ? TEMPLATE_STATES : states(protocol);
        if (states == 0) {
            return Optional.of(SyncRefusal.Reason.PROTOCOL);
        }
        return state < 0 || state >= states ? Optional.of(SyncRefusal.Reason.STATE) : Optional.empty();
    }

    /** Number of states. Kernel: {@code num_states} in {@code net/netfilter/ipvs/ip_vs_proto_*.c}. */
    private static int states(int protocol) {
        return switch (protocol) {
            case 6 -> TcpState.COUNT;
            case 132 -> SctpState.COUNT;
            // UDP, ESP, AH.
            case 17, 50, 51 -> 1;
            default -> 0;
        };
    }

    /**
     * Tells whether this is a persistence template.
     *
     * @return false for a connection
     */
    public boolean isTemplate() {
        return flags.has(ConnectionFlag.TEMPLATE);
    }

    /**
     * Returns the TCP state.
     *
     * @return empty for templates and other protocols
     */
    public Optional<TcpState> tcpState() {
        return !isTemplate() && key.protocol() == 6 ? Optional.of(TcpState.ofNumber(state)) : Optional.empty();
    }

    /**
     * Returns the kernel's name of the state, as {@code /proc/net/ip_vs_conn} has it.
     *
     * @return such as {@code ESTABLISHED}, {@code UDP} or, for templates, {@code NONE} and {@code ASSURED}; {@code NONE} for AH and ESP, of which
     *     the kernel has no name
     */
    public String stateName() {
        if (isTemplate()) {
            return state == 0 ? "NONE" : "ASSURED";
        }
        return switch (key.protocol()) {
            case 6 -> TcpState.ofNumber(state).name();
            case 132 -> SctpState.ofNumber(state).text();
            case 17 -> "UDP";
            default -> "NONE";
        };
    }

    /**
     * Returns a copy with other extras.
     *
     * @param changed the extras
     * @return the copy
     */
    public ConnectionEntry with(Extras changed) {
        return new ConnectionEntry(key, destination, flags, state, timeoutSeconds, changed);
    }
}
