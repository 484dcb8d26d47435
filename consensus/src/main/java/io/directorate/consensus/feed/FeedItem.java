package io.directorate.consensus.feed;

import java.util.Arrays;

/** A committed event on its way: where it stands, and its bytes, which mean nothing here. Immutable. */
public final class FeedItem {
    private final Header header;
    private final byte[] body;

    /**
     * Where an event stands.
     *
     * @param sequence 1 for the first event of the log, and no number is left out
     * @param index its Raft index; these have holes
     * @param term the Raft term in which it was appended
     * @param previous the chain's hash before this event
     * @param own the chain's hash after it
     */
    public record Header(long sequence, long index, long term, FeedHash previous, FeedHash own) {
        /** Checks the ranges. */
        public Header {
            if (sequence < 1 || index < 0 || term < 0) {
                throw new IllegalArgumentException(
                        "feed item: sequence must be 1 or more, index and term 0 or more, are " + sequence + ", "
                                + index + " and " + term);
            }
        }
    }

    /**
     * Takes the body as it is; it must not be changed afterwards.
     *
     * @param header where the event stands
     * @param body its bytes
     */
    public FeedItem(Header header, byte[] body) {
        this.header = header;
        this.body = body;
    }

    /**
     * Returns where it stands.
     *
     * @return sequence, index, term and hashes
     */
    public Header header() {
        return header;
    }

    /**
     * Returns the sequence.
     *
     * @return 1 or more
     */
    public long sequence() {
        return header.sequence();
    }

    /**
     * Returns the event's bytes.
     *
     * @return not a copy; must not be changed
     */
    public byte[] body() {
        return body;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeedItem that && header.equals(that.header) && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return header.hashCode();
    }

    @Override
    public String toString() {
        return "event " + header.sequence() + " (index " + header.index() + ", term " + header.term() + ", "
                + body.length + " bytes)";
    }
}
