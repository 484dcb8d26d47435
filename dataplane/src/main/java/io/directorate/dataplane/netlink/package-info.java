/**
 * Netlink without a socket: message and attribute reader and writer, errors with the kernel's own words, requests, dumps
 * and batches over a transport of bytes, and the generic netlink families.
 *
 * <p>Start at {@link io.directorate.dataplane.netlink.NetlinkConnection}. Nothing here makes a system call: bytes go out
 * and come in through {@link io.directorate.dataplane.netlink.NetlinkTransport}, which a Linux socket implements in
 * production and a byte-level fake kernel in tests. Numbers are in the byte order of the host unless a method says
 * {@code Be} (big-endian), as the kernel has it.
 */
@NullMarked
package io.directorate.dataplane.netlink;

import org.jspecify.annotations.NullMarked;
