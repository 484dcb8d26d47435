package io.directorate.consensus.cluster;

import io.directorate.consensus.log.LogEndpoint;
import java.util.List;

/**
 * What a member is told at its start.
 *
 * @param clusterName 1 to 64 letters, digits, dots, underscores and hyphens; sent in clear, so no secret
 * @param name the director's name, shown to the others; of the same form
 * @param endpoint the cluster address: the only one listened on and connected from, with a port of its own, not 0
 * @param others where the other members are, this one may be among them; only their addresses may connect. May be changed
 *     while running, see {@link HazelcastMember#others}
 * @param key what members prove to each other that they know
 * @param rings how rings are kept that need other than Hazelcast's defaults
 */
public record MemberSettings(
        String clusterName,
        String name,
        LogEndpoint endpoint,
        List<LogEndpoint> others,
        ClusterKey key,
        List<RingSettings> rings) {
    /** Most members that can be named. */
    public static final int MAX_OTHERS = 64;

    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    /** Checks the ranges. */
    public MemberSettings {
        others = checked(others);
        rings = List.copyOf(rings);
        if (!clusterName.matches(NAME)) {
            throw new IllegalArgumentException("cluster name: must be " + NAME + ", is " + clusterName);
        }
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("director name: must be " + NAME + ", is " + name);
        }
        if (endpoint.port() == 0) {
            throw new IllegalArgumentException(
                    "cluster address " + endpoint + ": needs a port, because the others are told where to connect");
        }
    }

    static List<LogEndpoint> checked(List<LogEndpoint> others) {
        if (others.size() > MAX_OTHERS) {
            throw new IllegalArgumentException(
                    "members: at most " + MAX_OTHERS + " can be named, are " + others.size());
        }
        for (LogEndpoint other : others) {
            if (other.port() == 0) {
                throw new IllegalArgumentException("member " + other + ": needs a port");
            }
        }
        return List.copyOf(others);
    }
}
