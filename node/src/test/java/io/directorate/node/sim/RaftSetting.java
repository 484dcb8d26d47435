package io.directorate.node.sim;

import io.directorate.consensus.log.LogRole;
import java.time.Duration;
import java.util.Set;

/** Who a member is, among whom. Members up to {@code voters} vote, the others listen. */
record RaftSetting(int id, int voters, int members, Life life, Duration request, Set<PlantedFault> faults) {
    boolean votes(int member) {
        return member < voters;
    }

    /** What it is while it does not lead. */
    LogRole resting() {
        return votes(id) ? LogRole.FOLLOWER : LogRole.LISTENER;
    }

    boolean has(PlantedFault fault) {
        return faults.contains(fault);
    }
}
