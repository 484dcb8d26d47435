package io.directorate.node.pki;

import java.time.Instant;
import java.util.Optional;

/**
 * How a director's identity is doing, for status and metrics.
 *
 * @param id who it is
 * @param notAfter until when its certificate holds
 * @param daysLeft whole days until then; 0 on the last day, negative when it has ended
 * @param authorityDaysLeft the same for the CA that issued it
 * @param renewals how often a new identity was taken since the start
 * @param problem why the files are not taken as they are now; empty if they are good
 * @param refusedPeers how many certificates of others were refused since the start
 * @param lastRefusal why the last one was
 */
public record IdentityStatus(
        DirectorId id,
        Instant notAfter,
        long daysLeft,
        long authorityDaysLeft,
        long renewals,
        Optional<String> problem,
        long refusedPeers,
        Optional<String> lastRefusal) {}
