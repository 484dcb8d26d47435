package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import java.util.OptionalInt;

/** The index of a link by its name, if_nametoindex(3): for callers that need nothing else of it. */
public final class LinkIndex {
    private LinkIndex() {}

    /**
     * Looks a link up in the calling thread's network namespace.
     *
     * @return its index; empty if there is no link of this name
     */
    public static OptionalInt of(String name) {
        LibC libc = LibC.get();
        int index = libc.ifNameToIndex(name);
        int errno = index == 0 ? libc.errno() : 0;
        if (index == 0 && errno != Errno.ENODEV.number() && errno != Errno.ENXIO.number()) {
            throw new SystemCallException("if_nametoindex", "link " + name, errno);
        }
        return index == 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
