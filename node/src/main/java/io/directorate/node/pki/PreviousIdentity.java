package io.directorate.node.pki;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a renewal finds in its place.
 *
 * @param certificate the director's until now; empty if this is the first
 * @param folder where its files stay
 */
public record PreviousIdentity(Optional<X509Certificate> certificate, Optional<Path> folder) {
    static final PreviousIdentity NONE = new PreviousIdentity(Optional.empty(), Optional.empty());

    List<SubjectAddress> addresses() {
        return certificate.map(Certificates::addresses).orElse(List.of());
    }
}
