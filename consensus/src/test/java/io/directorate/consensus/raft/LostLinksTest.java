package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogRole;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which connections are made anew, and when. */
class LostLinksTest {
    private static final UUID SELF = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);

    private static LogMember member(UUID id, int port, Optional<Duration> silent) {
        return new LogMember(id, new LogEndpoint("127.0.0.1", port), true, OptionalLong.empty(), silent);
    }

    private static SessionView view(Optional<UUID> leader, LogMember... members) {
        return new SessionView(LogRole.FOLLOWER, false, true, false, 1, leader, List.of(members), LogPosition.NONE, 0);
    }

    private static LostLinks links() {
        return new LostLinks(() -> view(Optional.empty()), SELF, member -> {});
    }

    @Test
    void aLeaderLooksForFollowersThatHaveAnsweredNothingForASecond() {
        SessionView leads = view(
                Optional.of(SELF),
                member(SELF, 1, Optional.empty()),
                member(OTHER, 2, Optional.of(Duration.ofMillis(999))),
                member(THIRD, 3, Optional.of(Duration.ofMillis(1_000))));
        assertThat(LostLinks.silent(leads, SELF)).containsOnlyKeys(THIRD);
    }

    @Test
    void aFollowerLooksForNobodyAndOneWithoutALeaderForAll() {
        LogMember self = member(SELF, 1, Optional.empty());
        LogMember other = member(OTHER, 2, Optional.empty());
        assertThat(LostLinks.silent(view(Optional.of(OTHER), self, other), SELF))
                .isEmpty();
        assertThat(LostLinks.silent(view(Optional.empty(), self, other), SELF)).containsOnlyKeys(OTHER);
    }

    @Test
    void replacesTheConnectionToOneThatIsBackOnce() {
        LostLinks links = links();
        assertThat(links.replaceable(Set.of(OTHER), Set.of())).isEmpty();
        assertThat(links.replaceable(Set.of(OTHER), Set.of(OTHER))).containsExactly(OTHER);
        assertThat(links.replaceable(Set.of(OTHER), Set.of(OTHER))).isEmpty();
        assertThat(links.replaceable(Set.of(OTHER), Set.of())).isEmpty();
        assertThat(links.replaceable(Set.of(OTHER), Set.of(OTHER))).containsExactly(OTHER);
    }

    @Test
    void leavesTheConnectionToOneThatIsOnlySlowAlone() {
        LostLinks links = links();
        assertThat(links.replaceable(Set.of(OTHER), Set.of(OTHER))).isEmpty();
        assertThat(links.replaceable(Set.of(OTHER), Set.of(OTHER))).isEmpty();
    }

    @Test
    void forgetsThatOneWasOutOfReachWhenItHasSpoken() {
        LostLinks links = links();
        assertThat(links.replaceable(Set.of(OTHER, THIRD), Set.of())).isEmpty();
        assertThat(links.replaceable(Set.of(THIRD), Set.of())).isEmpty();
        assertThat(links.replaceable(Set.of(OTHER, THIRD), Set.of(OTHER, THIRD)))
                .containsExactly(THIRD);
    }

    @Test
    void seesThatAPortIsOpenAgain() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        SessionView alone = view(Optional.empty(), member(OTHER, port, Optional.empty()));
        LostLinks links = new LostLinks(
                () -> {
                    seen.add("looked");
                    return alone;
                },
                SELF,
                member -> seen.add("replaced " + member));
        links.start();
        try {
            for (int look = 0; look < 3; look++) {
                assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("looked");
            }
            try (ServerSocket open = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
                assertThat(open.isBound()).isTrue();
                String said = "looked";
                while ("looked".equals(said)) {
                    said = seen.poll(30, TimeUnit.SECONDS);
                }
                assertThat(said).isEqualTo("replaced " + OTHER);
            }
        } finally {
            links.close();
        }
    }
}
