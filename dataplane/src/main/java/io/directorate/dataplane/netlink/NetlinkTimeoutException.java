package io.directorate.dataplane.netlink;

import java.time.Duration;

/** No answer in time: the request may or may not have been carried out. Read the state before asking again. */
public final class NetlinkTimeoutException extends NetlinkException {
    /**
     * An operation that waited too long.
     *
     * @param operation what was waited for
     * @param sequence the request's sequence number, 0 if it had none
     * @param timeout how long was waited
     */
    public NetlinkTimeoutException(String operation, int sequence, Duration timeout) {
        super(
                operation,
                Errno.ETIMEDOUT.number(),
                sequence,
                null,
                "no answer of the kernel within " + timeout.toMillis() + " ms");
    }
}
