package io.directorate.dataplane.fake;

import java.util.Optional;

/** A request that the fake kernel refuses. */
final class FakeErrno extends Exception {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ERANGE = 34;
    static final int EOPNOTSUPP = 95;
    static final int EAFNOSUPPORT = 97;

    private static final long serialVersionUID = 1L;

    private final int errno;
    private final transient Optional<String> text;

    FakeErrno(int errno) {
        this(errno, Optional.empty());
    }

    FakeErrno(int errno, Optional<String> text) {
        super("errno " + errno);
        this.errno = errno;
        this.text = text;
    }

    int errno() {
        return errno;
    }

    Optional<String> text() {
        return text;
    }
}
