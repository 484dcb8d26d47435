package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Who is in the group and who leads it, as one of its members tells somebody outside.
 *
 * @param groupId the cluster's log
 * @param term in which that was so
 * @param leader who leads, if that member knows it and can name an address
 * @param members all of them
 * @param followers where those listen that follow the feed, as that member has heard; in Hazelcast they connect to each other, too
 * @param sequence the newest event that the member has
 */
public record GroupPicture(
        UUID groupId,
        long term,
        Optional<UUID> leader,
        List<LogMember> members,
        List<LogEndpoint> followers,
        long sequence) {
    private static final int MOST_MEMBERS = 64;

    /** Copies the lists. */
    public GroupPicture {
        members = List.copyOf(members);
        followers = List.copyOf(followers);
    }

    /** The same, seen when nobody knows who leads. */
    GroupPicture leaderless() {
        return new GroupPicture(groupId, term, Optional.empty(), members, followers, sequence);
    }

    /** As a member sees it; {@code self} is how that member is. */
    static GroupPicture of(LogState state, ObjectNode self, List<LogEndpoint> followers) {
        return new GroupPicture(
                state.groupId().orElseThrow(),
                state.term(),
                Members.reachableLeader(state),
                state.members(),
                followers,
                self.path("image").path("sequence").asLong());
    }

    ObjectNode toJson() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("group", groupId.toString());
        body.put("term", term);
        leader.ifPresent(id -> body.put("leader", id.toString()));
        body.put("sequence", sequence);
        ArrayNode all = body.putArray("members");
        for (LogMember member : members) {
            all.addObject()
                    .put("member", member.memberId().toString())
                    .put("endpoint", member.endpoint().toString())
                    .put("voter", member.voter());
        }
        ArrayNode following = body.putArray("followers");
        followers.forEach(follower -> following.add(follower.toString()));
        return body;
    }

    /**
     * Reads one.
     *
     * @param json as {@link #toJson} made it
     * @return the picture
     * @throws IllegalArgumentException if it is none
     */
    public static GroupPicture parse(JsonNode json) {
        if (json.path("members").size() > MOST_MEMBERS || json.path("followers").size() > Followers.MOST) {
            throw new IllegalArgumentException("a group of more than " + MOST_MEMBERS + " members, or " + Followers.MOST
                    + " that follow, is none");
        }
        List<LogEndpoint> followers = new ArrayList<>();
        json.path("followers").forEach(follower -> followers.add(LogEndpoint.parse(follower.asText())));
        List<LogMember> members = new ArrayList<>();
        for (JsonNode member : json.path("members")) {
            members.add(new LogMember(
                    UUID.fromString(member.path("member").asText()),
                    LogEndpoint.parse(member.path("endpoint").asText()),
                    member.path("voter").asBoolean(),
                    OptionalLong.empty(),
                    Optional.empty()));
        }
        return new GroupPicture(
                UUID.fromString(json.path("group").asText()),
                json.path("term").asLong(),
                json.has("leader")
                        ? Optional.of(UUID.fromString(json.path("leader").asText()))
                        : Optional.empty(),
                members,
                followers,
                json.path("sequence").asLong());
    }

    /**
     * Tells whether this is the better picture: of a later term, or with a leader where the other has none.
     *
     * @param other what is known
     * @return true if this shall take its place
     */
    public boolean isBetterThan(GroupPicture other) {
        return term > other.term || (term == other.term && (leader.isPresent() || other.leader.isEmpty()));
    }

    /**
     * Tells who votes.
     *
     * @return their ids, in an order that seldom changes
     */
    public List<UUID> voters() {
        return members.stream()
                .filter(LogMember::voter)
                .map(LogMember::memberId)
                .sorted()
                .toList();
    }
}
