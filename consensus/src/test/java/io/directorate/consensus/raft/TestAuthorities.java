package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogTls;
import java.time.Duration;
import java.util.List;

/** Certificates for tests of other packages. */
public final class TestAuthorities {
    private final TestAuthority authority;

    /**
     * Makes an authority.
     *
     * @param name its name
     */
    public TestAuthorities(String name) {
        this.authority = new TestAuthority(name);
    }

    /**
     * Makes a certificate.
     *
     * @param name whose
     * @param address where it listens
     * @return certificate, key, and the authority
     */
    public LogTls member(String name, String address) {
        return authority.member(name, Duration.ofDays(1), List.of(address), List.of(authority.certificate()));
    }
}
