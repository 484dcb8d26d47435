package io.directorate.consensus.log;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Who is in the group, and changing that. Changes are taken by the leader only, one at a time.
 *
 * <p>All methods may be called from any thread and return at once. The stages complete with {@link NotLeaderException}
 * where another member leads, with {@link MembershipException} where the change was refused or its outcome is not known
 * (its reason says which), and with {@link LogUnavailableException} where the log is not open.
 */
public interface LogMembership {
    /** Most members that may vote; more would only make every entry slower. */
    int MAX_VOTERS = 5;

    /**
     * The members as this member knows them.
     *
     * @return voters and listeners, this one among them; empty until the store is open, or while it waits to be added
     */
    List<LogMember> members();

    /**
     * Gives a vote to a new member, or to one that listens, after it has caught up.
     *
     * <p>The member must run already, with {@link ServiceLogConfig.Group#joining} and a store of its own; its identity is
     * in its {@link LogState#memberId}.
     *
     * @param member the new voter
     * @param timeout after which the outcome is called unknown
     * @return completes when it votes
     */
    CompletionStage<Void> addVoter(LogPeer member, Duration timeout);

    /**
     * Lets a new member receive entries without a vote.
     *
     * @param member the new listener, as for {@link #addVoter}
     * @param timeout after which the outcome is called unknown
     * @return completes when it is in the group and has caught up
     */
    CompletionStage<Void> addListener(LogPeer member, Duration timeout);

    /**
     * Takes a member out of the group, this one too. Its store is of no use afterwards: it comes back with a new one.
     *
     * @param memberId who goes
     * @param timeout after which the outcome is called unknown
     * @return completes when the others go on without it
     */
    CompletionStage<Void> remove(UUID memberId, Duration timeout);

    /**
     * Hands leadership to another voter.
     *
     * @param memberId the next leader
     * @param timeout after which the outcome is called unknown
     * @return completes when it leads
     */
    CompletionStage<Void> transferLeadership(UUID memberId, Duration timeout);

    /**
     * Gives leadership up; the others elect another leader, or this one again.
     *
     * @param timeout after which the outcome is called unknown
     * @return completes when this member leads no more
     */
    CompletionStage<Void> stepDown(Duration timeout);

    /**
     * Uses other certificates from the next connection on, so that they can be renewed in time without a restart.
     *
     * @param tls the new ones
     * @throws IllegalStateException if the log was opened without certificates
     */
    void renewCertificates(LogTls tls);
}
