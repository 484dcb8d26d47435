package io.directorate.dataplane.netlink;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A netlink operation that failed: what was asked, the kernel's errno, and where it said so its own text and the place in
 * the request (extended acknowledgement).
 *
 * <p>Sub-types tell what is known of the effect. This type itself, from the kernel: the request was refused and changed
 * nothing. {@link NetlinkTimeoutException}, {@link ReceiveOverrunException}: the request may or may not have been carried
 * out. {@link MalformedMessageException}, {@link DumpInterruptedException}: a reply could not be used.
 */
public class NetlinkException extends RuntimeException {
    private final String operation;
    private final int errno;
    private final int sequence;
    private final transient @Nullable ExtendedAck extendedAck;

    /**
     * An error without the kernel's extended text.
     *
     * @param operation what was asked, as in {@code "IPVS NEW_SERVICE"}
     * @param errno the errno, positive
     * @param sequence the request's sequence number, 0 if it had none
     */
    public NetlinkException(String operation, int errno, int sequence) {
        this(operation, errno, sequence, null, null);
    }

    NetlinkException(
            String operation, int errno, int sequence, @Nullable ExtendedAck extendedAck, @Nullable String detail) {
        super(describe(operation, errno, sequence, extendedAck, detail));
        this.operation = operation;
        this.errno = errno;
        this.sequence = sequence;
        this.extendedAck = extendedAck;
    }

    private static String describe(
            String operation, int errno, int sequence, @Nullable ExtendedAck ack, @Nullable String detail) {
        StringBuilder text = new StringBuilder(operation).append(": ");
        if (detail != null) {
            text.append(detail);
        } else {
            text.append(Errno.nameOf(errno))
                    .append(" (")
                    .append(Errno.textOf(errno))
                    .append(')');
        }
        if (ack != null) {
            text.append(ack.describe());
        }
        if (sequence != 0) {
            text.append(" [sequence ").append(Integer.toUnsignedLong(sequence)).append(']');
        }
        return text.toString();
    }

    /** What was asked, as in {@code "IPVS NEW_SERVICE"}. */
    public final String operation() {
        return operation;
    }

    /** The errno, positive. */
    public final int errno() {
        return errno;
    }

    /** The errno's symbol, as in {@code "EEXIST"}. */
    public final String errnoName() {
        return Errno.nameOf(errno);
    }

    /** The sequence number of the request, 0 if it had none. */
    public final int sequence() {
        return sequence;
    }

    /** The kernel's own text (NLMSGERR_ATTR_MSG), or null if it gave none. */
    public final @Nullable String kernelText() {
        return extendedAck == null ? null : extendedAck.text();
    }

    /** Where in the request the offending attribute begins, counted from its nlmsghdr (NLMSGERR_ATTR_OFFS). */
    public final OptionalInt attributeOffset() {
        return extendedAck == null ? OptionalInt.empty() : extendedAck.attributeOffset();
    }

    /** The type of the attribute that the kernel missed (NLMSGERR_ATTR_MISS_TYPE). */
    public final OptionalInt missingAttribute() {
        return extendedAck == null ? OptionalInt.empty() : extendedAck.missingAttribute();
    }

    /** Whether the error is this one. */
    public final boolean is(Errno expected) {
        return errno == expected.number();
    }

    /** Whether what was asked for is not there: ENOENT, ESRCH, ENODEV, ENXIO or EADDRNOTAVAIL. */
    public final boolean isNotFound() {
        return is(Errno.ENOENT) || is(Errno.ESRCH) || is(Errno.ENODEV) || is(Errno.ENXIO) || is(Errno.EADDRNOTAVAIL);
    }

    /** Whether what was to be created is there already: EEXIST. */
    public final boolean exists() {
        return is(Errno.EEXIST);
    }

    /** Whether a privilege is missing, mostly CAP_NET_ADMIN: EPERM or EACCES. */
    public final boolean isPermissionDenied() {
        return is(Errno.EPERM) || is(Errno.EACCES);
    }
}
