package io.directorate.consensus.raft;

import io.directorate.consensus.log.ServiceLogConfig;

/** Growing waits. */
final class Backoff {
    private final ServiceLogConfig.Timing timing;
    private long millis;

    Backoff(ServiceLogConfig.Timing timing) {
        this.timing = timing;
        this.millis = timing.reopenMin().toMillis();
    }

    void reset(boolean wasReady) {
        if (wasReady) {
            millis = timing.reopenMin().toMillis();
        }
    }

    long nextMillis() {
        long now = millis;
        millis = Math.min(timing.reopenMax().toMillis(), millis * 2);
        return now;
    }
}
