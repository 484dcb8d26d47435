package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One netlink socket as its user sees it: datagrams of bytes to and from the kernel.
 *
 * <p>Contract: {@link #send} hands over one datagram as a whole, or fails; {@link #receive} gives whole datagrams of the
 * kernel in the order in which it sent them. Replies may be lost (then {@link ReceiveOverrunException} is thrown once), and
 * replies to an earlier request may still arrive: whoever uses a transport must compare sequence numbers. Used by one
 * thread at a time. No call waits longer than its time-out.
 */
public interface NetlinkTransport extends AutoCloseable {
    /**
     * Sends the bytes between position and limit as one datagram; the buffer's position is moved to its limit.
     *
     * @throws NetlinkTimeoutException if the datagram could not be handed over in time; nothing was sent
     * @throws NetlinkException if the kernel refused the datagram
     */
    void send(ByteBuffer datagram);

    /**
     * Waits for the next datagram.
     *
     * @param timeout the longest wait, more than zero
     * @return the datagram between position and limit, in the byte order of the host; valid until the next call
     * @throws NetlinkTimeoutException if none came in time
     * @throws ReceiveOverrunException if the kernel had to drop a datagram since the last call (ENOBUFS)
     * @throws MalformedMessageException if the datagram was longer than the receive buffer and was cut
     * @throws NetlinkException if the receive failed otherwise
     */
    ByteBuffer receive(Duration timeout);

    /** The socket's own address (nlmsg_pid), by which the kernel names it in replies. */
    int portId();

    /** Closes the socket; every later call throws {@link NetlinkException} with EBADF. Closing twice is allowed. */
    @Override
    void close();
}
