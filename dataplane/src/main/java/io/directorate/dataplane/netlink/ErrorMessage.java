package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the verdict in NLMSG_ERROR and NLMSG_DONE.
 *
 * <pre>
 * NLMSG_ERROR  i32 error (0 or -errno), nlmsghdr of the request, unless NLM_F_CAPPED its payload too, then attributes if
 *              NLM_F_ACK_TLVS
 * NLMSG_DONE   nothing, or i32 error, then attributes if NLM_F_ACK_TLVS
 * </pre>
 */
final class ErrorMessage {
    private static final int ERROR_BYTES = 4;

    /** {@code MAX_ERRNO} in {@code include/linux/err.h}. */
    private static final int MAX_ERRNO = 4095;

    private static final int FIXED_BYTES = ERROR_BYTES + Message.HEADER_BYTES;

    private ErrorMessage() {}

    /** The error in an NLMSG_ERROR, or null if it acknowledges success. */
    static @Nullable NetlinkException ofError(String operation, ReceivedMessage message) {
        ByteBuffer fixed = message.header(FIXED_BYTES);
        int errno = -fixed.getInt(0);
        if (errno == 0) {
            return null;
        }
        int attributesAt = FIXED_BYTES;
        if ((message.flags() & MessageFlags.CAPPED) == 0) {
            long echoed = Integer.toUnsignedLong(fixed.getInt(ERROR_BYTES));
            attributesAt = (int) Math.min(ERROR_BYTES + Math.max(echoed, Message.HEADER_BYTES), Integer.MAX_VALUE);
        }
        return failure(operation, errno, message, attributesAt);
    }

    /** The error in an NLMSG_DONE, or null if the dump ended well. */
    static @Nullable NetlinkException ofDone(String operation, ReceivedMessage message) {
        if (message.length() < ERROR_BYTES) {
            return null;
        }
        int errno = -message.header(ERROR_BYTES).getInt(0);
        return errno <= 0 ? null : failure(operation, errno, message, ERROR_BYTES);
    }

    private static NetlinkException failure(String operation, int errno, ReceivedMessage message, int attributesAt) {
        if (errno < 0 || errno > MAX_ERRNO) {
            throw new MalformedMessageException(
                    operation, 0, "an error of -" + MAX_ERRNO + " to 0", Integer.toString(-errno));
        }
        ExtendedAck ack = null;
        if ((message.flags() & MessageFlags.ACK_TLVS) != 0) {
            ack = ExtendedAck.read(message.attributes(attributesAt));
        }
        return new NetlinkException(operation, errno, message.sequence(), ack, null);
    }
}
