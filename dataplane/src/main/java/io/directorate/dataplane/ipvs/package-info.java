/**
 * The dataplane on the kernel's IPVS, over generic netlink.
 *
 * <p>Start at {@link io.directorate.dataplane.ipvs.KernelDataplane}. {@link io.directorate.dataplane.ipvs.IpvsMessages} writes requests,
 * {@link io.directorate.dataplane.ipvs.IpvsReplies} reads answers, both with the numbers of {@link
 * io.directorate.dataplane.ipvs.IpvsProtocol}.
 */
@NullMarked
package io.directorate.dataplane.ipvs;

import org.jspecify.annotations.NullMarked;
