package io.directorate.consensus.log;

import java.util.Optional;
import java.util.UUID;

/** This member does not lead, and the entry was not taken: send the command to the leader. */
public final class NotLeaderException extends ServiceLogException {
    private static final long serialVersionUID = 1;

    private final transient Optional<UUID> leaderId;

    /**
     * Makes the exception.
     *
     * @param leaderId the leader as far as known; absent while an election runs
     */
    public NotLeaderException(Optional<UUID> leaderId) {
        super(leaderId.map(id -> "this member does not lead the service log; the leader is " + id)
                .orElse("this member does not lead the service log, and no leader is known; try again shortly"));
        this.leaderId = leaderId;
    }

    /**
     * Where to go instead.
     *
     * @return the leader's member id, absent while an election runs
     */
    public Optional<UUID> leaderId() {
        return leaderId;
    }
}
