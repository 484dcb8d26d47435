package io.directorate.dataplane.netlink;

/**
 * The kernel had to drop replies because the socket's receive buffer was full (ENOBUFS or NLMSG_OVERRUN).
 *
 * <p>What was asked may or may not have been carried out: read the state again, with a larger receive buffer.
 */
public final class ReceiveOverrunException extends NetlinkException {
    /**
     * An operation whose replies were lost.
     *
     * @param operation what was asked
     * @param sequence the request's sequence number, 0 if it had none
     */
    public ReceiveOverrunException(String operation, int sequence) {
        super(
                operation,
                Errno.ENOBUFS.number(),
                sequence,
                null,
                "ENOBUFS: the kernel dropped replies, the receive buffer of the socket is too small");
    }
}
