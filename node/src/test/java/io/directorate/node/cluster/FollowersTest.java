package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.MembershipException;
import io.directorate.consensus.log.NotLeaderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Directors that follow the feed: what members know of them, and what they know of the members. */
class FollowersTest {
    private static final UUID GROUP = UUID.randomUUID();
    private static final UUID LEADER = UUID.randomUUID();

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger changes = new AtomicInteger();
    private final Followers followers = new Followers(now::get);

    private static Question.Follow follow(int number) {
        return new Question.Follow(
                new UUID(0, number),
                new LogEndpoint("192.0.2." + number, 7655),
                JsonNodeFactory.instance.objectNode().put("director", "d" + number));
    }

    @Test
    void areForgottenWhenTheySayNothing() {
        followers.onChange(changes::incrementAndGet);
        assertThat(followers.heard(follow(1))).isTrue();
        assertThat(followers.heard(follow(1))).isTrue();
        assertThat(changes).hasValue(1);
        now.addAndGet(Followers.FORGOTTEN_AFTER.toNanos() - 1);
        assertThat(followers.heard(follow(2))).isTrue();
        assertThat(changes).hasValue(2);
        now.addAndGet(Duration.ofMillis(5).toNanos());
        assertThat(followers.endpoints()).containsExactly(new LogEndpoint("192.0.2.2", 7655));
        assertThat(followers.states().get(0).path("director").asText()).isEqualTo("d2");
        assertThat(followers.states().get(0).path("heardMillisAgo").asLong()).isEqualTo(5);
    }

    @Test
    void holdTheFeatureLevelBackWhereTheySupportLessOrSayNothing() {
        Question.Follow newer = follow(2);
        newer.self().put("supportsFeatureLevel", 2);
        followers.heard(follow(1));
        followers.heard(newer);
        MemberLevel first = new MemberLevel("d1", OptionalInt.of(1));
        assertThat(followers.levels()).containsExactly(first, new MemberLevel("d2", OptionalInt.of(2)));
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        followers.heard(follow(1));
        assertThat(followers.levels()).containsExactly(first, new MemberLevel("d2", OptionalInt.empty()));
    }

    @Test
    void areNotMoreThanCanBeNamed() {
        for (int number = 1; number <= Followers.MOST; number++) {
            assertThat(followers.heard(follow(number))).isTrue();
        }
        assertThat(followers.heard(follow(Followers.MOST + 1))).isFalse();
        assertThat(followers.heard(follow(3))).isTrue();
        // Another one at an address that is taken is that one's successor.
        Question.Follow successor = new Question.Follow(
                UUID.randomUUID(), follow(4).endpoint(), follow(4).self());
        assertThat(followers.heard(successor)).isTrue();
        assertThat(followers.endpoints()).hasSize(Followers.MOST);
    }

    private static GroupPicture picture(long term, Optional<UUID> leader) {
        return new GroupPicture(
                GROUP,
                term,
                leader,
                List.of(
                        new LogMember(
                                LEADER,
                                new LogEndpoint("192.0.2.1", 7655),
                                true,
                                OptionalLong.empty(),
                                Optional.empty()),
                        new LogMember(
                                new UUID(1, 1),
                                new LogEndpoint("2001:db8::1", 7655),
                                false,
                                OptionalLong.empty(),
                                Optional.empty())),
                List.of(new LogEndpoint("192.0.2.9", 7655), new LogEndpoint("2001:db8::9", 7655)),
                17);
    }

    @Test
    void readThePictureThatAMemberTells() {
        GroupPicture told = picture(4, Optional.of(LEADER));
        assertThat(GroupPicture.parse(told.toJson())).isEqualTo(told);
        assertThat(told.voters()).containsExactly(LEADER);
        assertThat(told.isBetterThan(picture(3, Optional.of(LEADER)))).isTrue();
        assertThat(told.isBetterThan(picture(4, Optional.empty()))).isTrue();
        assertThat(picture(4, Optional.empty()).isBetterThan(told)).isFalse();
        assertThat(picture(5, Optional.empty()).isBetterThan(told)).isTrue();
        assertThatThrownBy(() -> GroupPicture.parse(JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowWhoLeadsAndTakeNoEntries() {
        FollowingLog log = new FollowingLog(
                "d", "test", new LogEndpoint("192.0.2.9", 7655), () -> new LogPosition(2, 30), () -> 1000);
        List<LogState> told = new ArrayList<>();
        log.onStateChange(told::add);
        assertThat(log.state().problem().map(LogProblem::kind)).contains(LogProblem.Kind.STARTING);
        assertThat(Members.takesChanges(log.state())).isFalse();
        log.seen(picture(4, Optional.of(LEADER)));
        assertThat(Members.takesChanges(log.state())).isTrue();
        assertThat(Members.reachableLeader(log.state())).contains(LEADER);
        assertThat(log.members()).hasSize(3).filteredOn(LogMember::voter).hasSize(1);
        log.seen(picture(4, Optional.empty()));
        assertThat(log.state().problem().map(LogProblem::kind)).contains(LogProblem.Kind.NO_QUORUM);
        log.seen(picture(5, Optional.of(LEADER)));
        log.unseen("nobody answers");
        assertThat(Members.takesChanges(log.state())).isFalse();
        assertThat(log.state().problem().map(LogProblem::message)).contains("nobody answers");
        assertThat(log.state().groupId()).contains(GROUP);
        assertThat(told).hasSize(5);
        assertThat(log.append(new byte[1]))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotLeaderException.class);
        assertThat(log.remove(LEADER, Duration.ofSeconds(1)))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(MembershipException.class);
    }
}
