package io.directorate.consensus.log;

import java.util.UUID;

/**
 * Another voter of the group.
 *
 * @param memberId identity of its store
 * @param endpoint where it listens
 */
public record LogPeer(UUID memberId, LogEndpoint endpoint) {}
