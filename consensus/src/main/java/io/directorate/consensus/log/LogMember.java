package io.directorate.consensus.log;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One member of the group, as another one sees it.
 *
 * @param memberId identity of its store
 * @param endpoint where it listens
 * @param voter true if it votes; false if it only listens
 * @param lagEntries entries that the leader has and this member has not on disk yet; known on the leader only, and not for
 *     itself
 * @param silentFor time since it last answered the leader; known on the leader only, and not for itself
 */
public record LogMember(
        UUID memberId, LogEndpoint endpoint, boolean voter, OptionalLong lagEntries, Optional<Duration> silentFor) {
    /**
     * Tells whether two views are of the same member in the same part, however far it is.
     *
     * @param other the other view
     * @return true if identity, endpoint and vote are equal
     */
    public boolean sameAs(LogMember other) {
        return memberId.equals(other.memberId) && endpoint.equals(other.endpoint) && voter == other.voter;
    }

    @Override
    public String toString() {
        return memberId + " at " + endpoint + (voter ? "" : " (listens)");
    }
}
