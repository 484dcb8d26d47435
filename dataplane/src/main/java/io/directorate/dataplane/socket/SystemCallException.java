package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;

/** A system call that failed: which, on what, and the errno. */
public final class SystemCallException extends RuntimeException {
    private final String call;
    private final int errno;

    SystemCallException(String call, String subject, int errno) {
        super(call + " of " + subject + ": " + Errno.nameOf(errno) + " (" + Errno.textOf(errno) + ")");
        this.call = call;
        this.errno = errno;
    }

    /** The call's name, as in {@code "setns"}. */
    public String call() {
        return call;
    }

    /** The errno, positive. */
    public int errno() {
        return errno;
    }

    /** Whether the error is this one. */
    public boolean is(Errno expected) {
        return errno == expected.number();
    }
}
