/**
 * The source address of FULLNAT on a kernel: IPVS rewrites the destination, a rule of the packet filter the source.
 *
 * <p>Start at {@link io.directorate.dataplane.snat.SourceNat}, which the reconciler steps; {@link
 * io.directorate.dataplane.snat.SourceNatRules} finds the rules, {@link io.directorate.dataplane.snat.IptablesSourceNatTable} puts them into
 * the kernel.
 *
 * <h2>How it works</h2>
 *
 * A real server with FULLNAT is programmed with masquerading. In {@code POSTROUTING} of table {@code nat} the first packet of a connection, which
 * IPVS has already addressed to the real server, meets a rule that matches the IPVS connection ({@code xt_ipvs}: virtual address and port,
 * method, direction) and gives it a local address of the service's VIP group as source. So the real server answers to the director without
 * knowing any route to the client, connection tracking puts the client's address back, and IPVS the virtual one.
 *
 * <p>Found on Linux 6.1 with IPv4 and IPv6: without {@code net.ipv4.vs.conntrack=1} the rule is not even asked, since IPVS then takes its packets out of
 * connection tracking, and a real server without a route to the client is never heard; with it, both families work. {@code ip_forward} (and
 * {@code net.ipv6.conf.all.forwarding}) must be on, as for every NAT. The rule decides about a connection once, at its first packet: what is
 * established keeps its source when rules change. The mapping lives in connection tracking only, which the connection synchronisation of IPVS does
 * not carry, so connections through FULLNAT do not survive a move to another director.
 */
@NullMarked
package io.directorate.dataplane.snat;

import org.jspecify.annotations.NullMarked;
