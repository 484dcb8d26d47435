package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.MembershipException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.ratis.server.leader.LogAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners hear the leader, whoever else comes, goes, or fails to come. */
class ListenersIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Longer than a listener may hear nothing without saying so. */
    private static final Duration HEARD_FOR = Duration.ofMillis(2500);

    /** A new leader is elected and heard. */
    private static final Duration HEARD_AGAIN_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path root;

    private TestCluster cluster;
    private final List<String> expected = new ArrayList<>();

    @BeforeEach
    void begin() {
        cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity());
    }

    private void found(int voters) throws Exception {
        cluster.found(voters);
        // Enough that who comes gets a copy of the state.
        cluster.append(expected, 45);
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    private static void done(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private void add(TestCluster.Member listener) throws Exception {
        done(cluster.leader().log().membership().addListener(listener.peer(), TIMEOUT));
    }

    /** Somebody who is not there is to be added: Ratis gives up after some seconds. */
    private static boolean removed(LogState state) {
        return state.problem()
                .filter(problem -> problem.kind() == LogProblem.Kind.REMOVED && !problem.retrying())
                .isPresent();
    }

    private void failToAddSomebody() throws Exception {
        LogPeer nobody = new LogPeer(UUID.randomUUID(), cluster.freeEndpoint());
        CompletionStage<Void> inVain = cluster.leader().log().membership().addListener(nobody, TIMEOUT);
        assertThatThrownBy(() -> done(inVain))
                .cause()
                .isInstanceOfSatisfying(
                        MembershipException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(MembershipException.Reason.NOT_CAUGHT_UP));
    }

    /** New entries reach everybody, and every listener names the leader, and still does after a while. */
    private void allHear() throws Exception {
        cluster.append(expected, 3);
        cluster.awaitAll(expected);
        UUID leader = cluster.leader().peer().memberId();
        List<UUID> listeners = cluster.leader().state().members().stream()
                .filter(member -> !member.voter())
                .map(LogMember::memberId)
                .toList();
        for (TestCluster.Member member : cluster.members) {
            // Who was just added as a listener is opened again first.
            boolean listens = listeners.contains(member.peer().memberId());
            LogFixture.await(
                    member.log(),
                    state -> state.leaderId().filter(leader::equals).isPresent()
                            && (state.role() == LogRole.LISTENER) == listens);
        }
        long until = System.nanoTime() + HEARD_FOR.toNanos();
        LogFixture.await(
                () -> {
                    assertThat(cluster.members)
                            .allSatisfy(member ->
                                    assertThat(member.state().leaderId()).contains(leader));
                    return System.nanoTime() > until;
                },
                cluster.members::toString);
        assertThat(cluster.leader().state().members())
                .filteredOn(member -> !member.memberId().equals(leader))
                .allSatisfy(member -> assertThat(member.silentFor()).isPresent());
    }

    @Test
    void aListenerGoesOnHearingTheLeaderAfterSomebodyElseCouldNotBeAdded() throws Exception {
        found(1);
        TestCluster.Member listener = cluster.joining();
        add(listener);
        LogFixture.await(listener.log(), state -> state.role() == LogRole.LISTENER);
        failToAddSomebody();
        allHear();
    }

    @Test
    @Tag("slow")
    void aListenerThatIsAwayDoesNotKeepOthersFromComingAndLearnsThatItWasRemoved() throws Exception {
        found(3);
        TestCluster.Member away = cluster.joining();
        add(away);
        LogFixture.await(away.log(), state -> state.role() == LogRole.LISTENER);
        UUID awayId = away.peer().memberId();
        away.stop();
        LogFixture.await(
                () -> cluster.leader().state().members().stream()
                        .anyMatch(member -> member.memberId().equals(awayId)
                                && member.silentFor().orElse(Duration.ZERO).toSeconds() >= 9),
                cluster.members::toString);
        TestCluster.Member other = cluster.joining();
        add(other);
        away.start();
        LogFixture.await(other.log(), state -> state.role() == LogRole.LISTENER);
        LogFixture.await(away.log(), state -> state.role() == LogRole.LISTENER);
        allHear();
        away.stop();
        cluster.members.remove(away);
        done(cluster.leader().log().membership().remove(awayId, TIMEOUT));
        away.start();
        LogFixture.await(away.log(), ListenersIT::removed);
        away.stop();
        away.applier.close();
        allHear();
    }

    @Test
    @Tag("slow")
    void aSenderThatEndedIsStartedAnew() throws Exception {
        found(3);
        TestCluster.Member listener = cluster.joining();
        add(listener);
        LogFixture.await(listener.log(), state -> state.role() == LogRole.LISTENER);
        TestCluster.Member leader = cluster.leader();
        for (TestCluster.Member member :
                List.of(listener, cluster.others(leader).get(0))) {
            LogAppender sender = leader.log()
                    .session()
                    .orElseThrow()
                    .senders()
                    .to(RaftSettings.peerId(member.peer().memberId()));
            sender.stopAsync().get(10, TimeUnit.SECONDS);
            assertThat(sender.isRunning()).isFalse();
            allHear();
        }
        assertThat(cluster.leader()).isSameAs(leader);
    }

    @Test
    @Tag("slow")
    void listenersThatComeTogetherGoAndComeBackAllHear() throws Exception {
        found(3);
        TestCluster.Member first = cluster.joining();
        TestCluster.Member second = cluster.joining();
        add(first);
        add(second);
        allHear();
        done(cluster.leader().log().membership().remove(second.peer().memberId(), TIMEOUT));
        cluster.members.remove(second);
        LogFixture.await(second.log(), ListenersIT::removed);
        assertThat(second.state().problem().orElseThrow().message()).contains("was removed from the group");
        second.stop();
        second.applier.close();
        failToAddSomebody();
        TestCluster.Member back = cluster.joining(cluster.authority.member("back"), second.endpoint);
        add(back);
        allHear();
        TestCluster.Member leader = cluster.leader();
        leader.stop();
        cluster.members.remove(leader);
        long lost = System.nanoTime();
        UUID next = cluster.leader().peer().memberId();
        LogFixture.await(
                () -> List.of(first, back).stream()
                        .allMatch(member ->
                                member.state().leaderId().filter(next::equals).isPresent()),
                cluster.members::toString);
        assertThat(Duration.ofNanos(System.nanoTime() - lost)).isLessThan(HEARD_AGAIN_WITHIN);
        cluster.append(expected, 3);
        cluster.awaitAll(expected);
        leader.start();
        cluster.members.add(leader);
        failToAddSomebody();
        allHear();
    }
}
