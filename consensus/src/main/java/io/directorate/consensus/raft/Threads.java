package io.directorate.consensus.raft;

import java.util.concurrent.ThreadFactory;

/** Named daemon threads. */
final class Threads {
    private Threads() {}

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
