package io.directorate.node.pki;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A CA in a temporary folder, and directors of it. */
final class TestCluster {
    static final int CA_DAYS = 1000;

    private final ClusterCa ca;
    private final Clock clock;

    private TestCluster(ClusterCa ca, Clock clock) {
        this.ca = ca;
        this.clock = clock;
    }

    static TestCluster in(Path directory, String name, Clock clock) throws PkiException {
        return new TestCluster(ClusterCa.init(directory, name, CA_DAYS, maker(clock)), clock);
    }

    static CertificateMaker maker(Clock clock) {
        return new CertificateMaker(clock, new SecureRandom());
    }

    ClusterCa ca() {
        return ca;
    }

    IssuedIdentity issue(String director, String... addresses) throws PkiException {
        return ca.issue(order(director, addresses));
    }

    IssuedIdentity issueForDays(String director, int days) throws PkiException {
        return ca.issue(new IdentityOrder(director, List.of(), OptionalInt.of(days), Optional.empty()));
    }

    /** Issues an identity for loopback and opens it. */
    IdentityWatcher director(String name) throws PkiException {
        return IdentityWatcher.open(issue(name, "127.0.0.1", "::1").files(), clock);
    }

    static IdentityOrder order(String director, String... addresses) {
        return new IdentityOrder(
                director,
                Stream.of(addresses).map(SubjectAddress::parse).toList(),
                OptionalInt.empty(),
                Optional.empty());
    }
}
