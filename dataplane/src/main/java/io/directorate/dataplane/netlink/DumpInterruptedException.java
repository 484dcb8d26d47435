package io.directorate.dataplane.netlink;

/** A table changed during each of several dumps of it, so no consistent copy could be read. Try again later. */
public final class DumpInterruptedException extends NetlinkException {
    DumpInterruptedException(String operation, int sequence, int attempts) {
        super(
                operation,
                Errno.EINTR.number(),
                sequence,
                null,
                "the table changed during each of " + attempts + " dumps (NLM_F_DUMP_INTR)");
    }
}
