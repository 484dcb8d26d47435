package io.directorate.events.connection;

/**
 * How sequence numbers of a connection are adjusted, because the director changed the length of what it carried (FTP). Kernel:
 * {@code struct ip_vs_seq}, option {@code IPVS_OPT_SEQ_DATA}.
 *
 * @param in towards the real server
 * @param out towards the client
 */
public record SequenceAdjustment(Direction in, Direction out) {
    /**
     * One direction; each number is 32 bits without sign.
     *
     * @param initial add the delta from this sequence number on
     * @param delta to add
     * @param previousDelta to add before
     */
    public record Direction(int initial, int delta, int previousDelta) {}
}
