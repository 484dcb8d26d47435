package io.directorate.node.pki;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Identities of directors, for tests of other packages. */
public final class TestIdentities {
    private final ClusterCa ca;

    /**
     * Makes a CA.
     *
     * @param folder for its files; made
     * @param cluster its name
     */
    public TestIdentities(Path folder, String cluster) throws PkiException {
        this.ca = ClusterCa.init(
                folder, cluster, ClusterCa.DEFAULT_DAYS, new CertificateMaker(Clock.systemUTC(), new SecureRandom()));
    }

    /**
     * Issues an identity.
     *
     * @param director its name
     * @param address where it listens
     * @return the folder of its files
     */
    public Path issue(String director, String address) throws PkiException {
        IssuedIdentity issued = ca.issue(new IdentityOrder(
                director, List.of(SubjectAddress.parse(address)), OptionalInt.empty(), Optional.empty()));
        return Objects.requireNonNull(issued.files().chain().getParent());
    }
}
