/**
 * The {@code ipvsadm} face: a drop-in for {@code ipvsadm(8)} 1.31 with its syntax, text and exit statuses.
 *
 * <p>Start at {@link io.directorate.node.ipvsadm.IpvsadmMain}. Arguments become an {@code IpvsadmCall} ({@code IpvsadmParser}, on top of
 * {@code PoptScanner}, which splits words as popt does); tables become text in {@code IpvsadmPrinter}; changes go through an {@code
 * IpvsadmBackend}, either straight to the kernel or through the control socket of the director that runs in the caller's network
 * namespace. All but the backends is pure.
 *
 * <p>It differs from the C program on purpose in three places only: {@code -h} and {@code -v} answer also where the kernel has no IPVS; a
 * real server whose port a DR or TUN service cannot map gets a warning on standard error (the C program silently takes the service's
 * port); {@code -b ,}, which crashes the C program, is refused.
 */
@NullMarked
package io.directorate.node.ipvsadm;

import org.jspecify.annotations.NullMarked;
