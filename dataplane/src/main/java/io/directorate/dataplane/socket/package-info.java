/**
 * Linux system calls that the JDK does not offer: netlink sockets, packet sockets and network namespaces.
 *
 * <p>The only package with native calls. They go through jffi, the call engine of jnr-ffi, without jnr-ffi's generated
 * interfaces: those cost 80 to 130 ms at every start for byte code generation, which a command such as
 * {@code ipvsadm -Ln} would feel. Start at {@link io.directorate.dataplane.socket.LinuxNetlinkSocket} and
 * {@link io.directorate.dataplane.socket.NetworkNamespace}; every call that can wait has a time-out, EINTR is retried.
 */
@NullMarked
package io.directorate.dataplane.socket;

import org.jspecify.annotations.NullMarked;
