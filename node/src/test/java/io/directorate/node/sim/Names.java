package io.directorate.node.sim;

import io.directorate.consensus.log.LogEndpoint;
import java.util.UUID;

/** What the directors of a simulation are called, by their numbers from 0 on. */
final class Names {
    static final UUID GROUP = new UUID(0x51, 0x51);

    private static final int PORT = 7655;

    private Names() {}

    static UUID member(int id) {
        return new UUID(0x51, id + 1L);
    }

    static LogEndpoint endpoint(int id) {
        return new LogEndpoint("192.0.2." + (id + 1), PORT);
    }

    static int at(LogEndpoint endpoint) {
        return Integer.parseInt(endpoint.host().substring(endpoint.host().lastIndexOf('.') + 1)) - 1;
    }
}
