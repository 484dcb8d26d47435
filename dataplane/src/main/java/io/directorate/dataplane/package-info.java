/**
 * The port through which Directorate sees and changes what balances traffic: the kernel's IPVS table, or a fake one.
 *
 * <p>Start at {@link io.directorate.dataplane.Dataplane}; {@link io.directorate.dataplane.IpvsTable} is what it reads, {@link
 * io.directorate.dataplane.DataplaneChange} what it carries out. All values are immutable. The kernel's own is
 * {@code io.directorate.dataplane.ipvs.KernelDataplane}.
 */
@NullMarked
package io.directorate.dataplane;

import org.jspecify.annotations.NullMarked;
