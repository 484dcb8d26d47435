package io.directorate.consensus.cluster;

import io.directorate.consensus.log.LogEndpoint;
import java.util.UUID;

/**
 * A member as Hazelcast sees it now.
 *
 * @param id Hazelcast's name for it; another after each start and each merge
 * @param name the director's name, empty if it gave none
 * @param endpoint where it listens
 * @param self whether it is this one
 */
public record ClusterMember(UUID id, String name, LogEndpoint endpoint, boolean self) {}
