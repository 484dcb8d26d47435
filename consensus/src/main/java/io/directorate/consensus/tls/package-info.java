/** Certificates that are renewed while connections are open, for every port of the cluster that speaks TLS. Start at {@link io.directorate.consensus.tls.RenewableKeys}. */
@NullMarked
package io.directorate.consensus.tls;

import org.jspecify.annotations.NullMarked;
