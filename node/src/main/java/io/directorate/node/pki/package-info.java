/**
 * Who a director is, and who it lets in: the cluster's own certificate authority (CA), the certificates it gives to directors, and mutual TLS
 * with them that goes on through a renewal.
 *
 * <p>Start at {@link io.directorate.node.pki.ClusterCa} for making certificates and at {@link io.directorate.node.pki.IdentityWatcher} for
 * using them. Certificates are made with BouncyCastle, in {@link io.directorate.node.pki.CertificateMaker} alone; reading and TLS are the
 * JDK's.
 *
 * <p>A director's name stands in its certificate as a URI, {@code directorate:CLUSTER/DIRECTOR} (RFC 5280 section 4.2.1.6), and the CA's as
 * {@code directorate:CLUSTER}. Not as a DNS name, because a director's name may hold capitals and underscores, and because whoever may ask a
 * name server for {@code lb-1} shall not be taken for it. The addresses and host names by which it is reached stand beside it.
 */
@NullMarked
package io.directorate.node.pki;

import org.jspecify.annotations.NullMarked;
