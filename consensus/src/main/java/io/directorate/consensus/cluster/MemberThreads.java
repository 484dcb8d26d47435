package io.directorate.consensus.cluster;

import java.util.concurrent.ThreadFactory;

/** Named daemon threads. */
final class MemberThreads {
    private MemberThreads() {}

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
