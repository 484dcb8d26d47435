package io.directorate.dataplane.netlink;

/** Bytes of the kernel that are not what the protocol says: names the place, what was expected and what was there. */
public final class MalformedMessageException extends NetlinkException {
    private final int offset;

    /**
     * A place that cannot be read.
     *
     * @param where what was being read, as in {@code "attribute 3"}
     * @param offset the byte at which it begins, counted from the start of the datagram or message payload
     * @param expected what should be there
     * @param found what is there
     */
    public MalformedMessageException(String where, int offset, String expected, String found) {
        super(
                "netlink message",
                Errno.EBADMSG.number(),
                0,
                null,
                "malformed " + where + " at byte " + offset + ": expected " + expected + ", found " + found);
        this.offset = offset;
    }

    /** The byte at which the unreadable place begins. */
    public int offset() {
        return offset;
    }
}
