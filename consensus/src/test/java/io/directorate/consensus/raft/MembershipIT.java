package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.MembershipException;
import io.directorate.consensus.log.MembershipException.Reason;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.store.LogStoreRecovery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that come and go. */
@Tag("slow")
class MembershipIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private TestCluster cluster;
    private final List<String> expected = new ArrayList<>();

    @BeforeEach
    void found() throws Exception {
        cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(1);
        // Enough that a snapshot is made and the log behind it is purged: who comes gets a copy of the state.
        cluster.append(expected, 200);
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    private static void done(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static void refused(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MembershipException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private TestCluster.Member join() throws Exception {
        TestCluster.Member joining = cluster.joining();
        LogFixture.await(
                joining.log(),
                state -> state.problem()
                        .filter(problem -> problem.kind() == LogProblem.Kind.NOT_A_MEMBER)
                        .isPresent());
        assertThat(joining.state().role()).isEqualTo(LogRole.STARTING);
        assertThat(joining.state().members()).isEmpty();
        return joining;
    }

    @Test
    void oneGrowsToThreeWithAListenerAndShrinksAgain() throws Exception {
        TestCluster.Member founder = cluster.leader();
        TestCluster.Member second = join();
        done(founder.log().membership().addVoter(second.peer(), TIMEOUT));
        TestCluster.Member third = join();
        done(founder.log().membership().addVoter(third.peer(), TIMEOUT));
        TestCluster.Member listener = join();
        done(founder.log().membership().addListener(listener.peer(), TIMEOUT));
        cluster.append(expected, 10);
        cluster.awaitAll(expected);
        LogFixture.await(listener.log(), state -> state.role() == LogRole.LISTENER);
        for (TestCluster.Member member : cluster.members) {
            LogFixture.await(member.log(), state -> state.members().size() == 4);
            assertThat(member.state().members().stream().filter(LogMember::voter))
                    .extracting(LogMember::memberId)
                    .containsExactlyInAnyOrder(
                            founder.peer().memberId(),
                            second.peer().memberId(),
                            third.peer().memberId());
        }
        // All of them know one another without any configuration but their own, and come back so.
        for (TestCluster.Member member : List.of(second, listener)) {
            member.stop();
            member.start();
        }
        cluster.append(expected, 10);
        cluster.awaitAll(expected);

        lead(second);
        // The leader removes itself, then the listener goes: the rest goes on, and both say so and stay away.
        done(second.log().membership().remove(second.peer().memberId(), TIMEOUT));
        awaitRemoved(second);
        cluster.members.remove(second);
        done(cluster.leader().log().membership().remove(listener.peer().memberId(), TIMEOUT));
        cluster.members.remove(listener);
        cluster.append(expected, 10);
        cluster.awaitAll(expected);
        second.stop();
        second.start();
        LogFixture.await(second.log(), MembershipIT::removed);
        second.stop();
        listener.stop();
        second.applier.close();
        listener.applier.close();
    }

    /** Hands leadership over, again if a slow machine has elected another one meanwhile. */
    private void lead(TestCluster.Member next) throws Exception {
        UUID id = next.peer().memberId();
        for (TestCluster.Member leader = cluster.leader(); leader != next; leader = cluster.leader()) {
            var unused = leader.log()
                    .membership()
                    .transferLeadership(id, TIMEOUT)
                    .handle((done, failure) -> id)
                    .toCompletableFuture()
                    .get(40, TimeUnit.SECONDS);
        }
    }

    private static boolean removed(io.directorate.consensus.log.LogState state) {
        return state.role() == LogRole.UNAVAILABLE
                && state.problem()
                        .filter(problem -> problem.kind() == LogProblem.Kind.REMOVED && !problem.retrying())
                        .isPresent();
    }

    private static void awaitRemoved(TestCluster.Member member) {
        LogFixture.await(member.log(), MembershipIT::removed);
        assertThat(member.state().problem().orElseThrow().message())
                .contains(member.peer().memberId() + " was removed from the group")
                .contains("must join with an empty directory");
    }

    @Test
    void aFollowerThatIsRemovedLearnsOfItAndComesBackUnderANewIdentity() throws Exception {
        TestCluster.Member founder = cluster.leader();
        TestCluster.Member second = join();
        done(founder.log().membership().addVoter(second.peer(), TIMEOUT));
        TestCluster.Member third = join();
        done(founder.log().membership().addVoter(third.peer(), TIMEOUT));
        cluster.awaitAll(expected);
        // One that is away while it is removed, too.
        second.stop();
        done(founder.log().membership().remove(second.peer().memberId(), TIMEOUT));
        second.start();
        done(founder.log().membership().remove(third.peer().memberId(), TIMEOUT));
        awaitRemoved(third);
        awaitRemoved(second);
        cluster.members.removeAll(List.of(second, third));
        cluster.append(expected, 5);
        TestCluster.Member back = join();
        assertThat(back.peer().memberId()).isNotEqualTo(third.peer().memberId());
        done(founder.log().membership().addVoter(back.peer(), TIMEOUT));
        cluster.awaitAll(expected);
        for (TestCluster.Member gone : List.of(second, third)) {
            gone.stop();
            gone.applier.close();
        }
    }

    @Test
    void refusesWhatMakesNoSenseAndSaysWhy() throws Exception {
        TestCluster.Member founder = cluster.leader();
        UUID self = founder.id;
        var membership = founder.log().membership();
        refused(() -> done(membership.remove(self, TIMEOUT)), Reason.WRONG_NUMBER);
        refused(() -> done(membership.remove(UUID.randomUUID(), TIMEOUT)), Reason.UNKNOWN_MEMBER);
        refused(() -> done(membership.transferLeadership(UUID.randomUUID(), TIMEOUT)), Reason.UNKNOWN_MEMBER);
        refused(() -> done(membership.addVoter(founder.peer(), TIMEOUT)), Reason.ALREADY_MEMBER);
        refused(() -> done(membership.addListener(founder.peer(), TIMEOUT)), Reason.ALREADY_MEMBER);
        LogPeer nobody = new LogPeer(UUID.randomUUID(), cluster.freeEndpoint());
        CompletionStage<Void> inVain = membership.addVoter(nobody, TIMEOUT);
        refused(
                () -> done(membership.addListener(new LogPeer(UUID.randomUUID(), nobody.endpoint()), TIMEOUT)),
                Reason.CHANGE_IN_PROGRESS);
        // The group goes on meanwhile.
        cluster.append(expected, 5);
        refused(() -> done(inVain), Reason.NOT_CAUGHT_UP);
        assertThat(membership.members()).extracting(LogMember::memberId).containsExactly(self);
        TestCluster.Member second = join();
        done(membership.addVoter(second.peer(), TIMEOUT));
        assertThatThrownBy(() -> done(second.log().membership().remove(self, TIMEOUT)))
                .cause()
                .isInstanceOfSatisfying(
                        NotLeaderException.class,
                        refusal -> assertThat(refusal.leaderId()).contains(self));
    }

    @Test
    void oneThatBeganAloneWithoutAPortBecomesTheFirstOfAGroupWithAStoreMadeAnew() throws Exception {
        cluster.close();
        expected.clear();
        cluster = new TestCluster(root.resolve("grown"), "127.0.0.1", UnaryOperator.identity());
        TestCluster.Member first = cluster.onceAlone(expected);
        cluster.append(expected, 1);
        LogPeer anybody = new LogPeer(UUID.randomUUID(), cluster.freeEndpoint());
        refused(() -> done(first.log().membership().addVoter(anybody, TIMEOUT)), Reason.REFUSED);
        first.stop();
        assertThat(LogStoreRecovery.recover(first.config.directory(), first.applier)
                        .setAside())
                .isPresent();
        first.start();
        TestCluster.Member second = join();
        done(first.log().membership().addVoter(second.peer(), TIMEOUT));
        cluster.append(expected, 5);
        cluster.awaitAll(expected);
        assertThat(cluster.leader().state().members())
                .extracting(LogMember::endpoint)
                .containsExactlyInAnyOrder(first.endpoint, second.endpoint);
    }

    @Test
    void certificatesAreRenewedWhileItRuns() throws Exception {
        TestCluster.Member founder = cluster.leader();
        TestAuthority next = new TestAuthority("next");
        List<java.security.cert.X509Certificate> both = List.of(cluster.authority.certificate(), next.certificate());
        TestCluster.Member second = join();
        done(founder.log().membership().addVoter(second.peer(), TIMEOUT));
        // First all trust both authorities, then one shows a certificate of the next.
        for (TestCluster.Member member : List.of(founder, second)) {
            member.log()
                    .membership()
                    .renewCertificates(
                            cluster.authority.member(member.name, Duration.ofDays(1), List.of("127.0.0.1"), both));
        }
        second.log()
                .membership()
                .renewCertificates(next.member(second.name, Duration.ofDays(1), List.of("127.0.0.1"), both));
        // A third comes with nothing but the next authority's: all its connections are new.
        TestCluster.Member third = cluster.joining(next.member("m2", Duration.ofDays(1), List.of("127.0.0.1"), both));
        LogFixture.await(third.log(), state -> state.memberId().isPresent());
        done(founder.log().membership().addVoter(third.peer(), TIMEOUT));
        cluster.append(expected, 5);
        cluster.awaitAll(expected);
        founder.stop();
        cluster.members.remove(founder);
        cluster.append(expected, 5);
        cluster.awaitAll(expected);
        founder.applier.close();
    }
}
