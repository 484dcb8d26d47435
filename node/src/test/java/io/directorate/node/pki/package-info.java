/** Tests of identities: certificates made, refused, renewed, and shown in real TLS handshakes. */
@NullMarked
package io.directorate.node.pki;

import org.jspecify.annotations.NullMarked;
