/**
 * A fake kernel at the level of bytes: what is sent to a netlink socket is parsed, carried out and answered as
 * {@code net/netfilter/ipvs/ip_vs_ctl.c} does it, and can be made to fail in every way that a kernel or a socket does.
 *
 * <p>Start at {@link io.directorate.dataplane.fake.FakeKernel}. It has its own reader and writer of bytes, so that an error in the real ones
 * cannot hide behind itself.
 */
@NullMarked
package io.directorate.dataplane.fake;

import org.jspecify.annotations.NullMarked;
