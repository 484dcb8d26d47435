package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose members lose one another: what is acknowledged stays, and who cannot decide says so. */
@Tag("slow")
class PartitionIT {
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(3);
    private static final Duration EQUAL_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path root;

    private TestCluster cluster;
    private final List<String> expected = new ArrayList<>();

    @BeforeEach
    void found() throws Exception {
        cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(3);
        cluster.append(expected, 5);
        cluster.awaitAll(expected);
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    @Test
    void aLeaderCutOffRefusesAndNamesWhomItMissesAndIsEqualAgainSoonAfterHealing() throws Exception {
        TestCluster.Member cutOff = cluster.leader();
        CompletableFuture<LogPosition> caught;
        cluster.others(cutOff).forEach(other -> cluster.network.cut(cutOff.name, other.name));
        caught = cutOff.log().append(LogFixture.bytes("caught")).toCompletableFuture();
        long since = System.nanoTime();
        LogProblem problem = awaitRefusal(cutOff);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(REFUSED_WITHIN);
        for (TestCluster.Member other : cluster.others(cutOff)) {
            assertThat(problem.message()).contains(other.id + " at " + other.endpoint + " (no answer for ");
        }
        assertThat(problem.retrying()).isTrue();
        assertThat(cutOff.state().role()).isNotEqualTo(LogRole.LEADER);
        assertThat(cutOff.state().problem()).get().extracting(LogProblem::kind).isEqualTo(LogProblem.Kind.NO_QUORUM);
        assertThat(caught)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(IndeterminateAppendException.class);
        // What the caller cannot know is settled before the others go on: it is not in their log.
        cluster.append(expected, 10);
        heal();
        assertThat(cutOff.applier.texts()).isEqualTo(expected);
    }

    @Test
    void aFollowerCutOffRefusesWithoutDisturbingTheOthers() throws Exception {
        TestCluster.Member leader = cluster.leader();
        TestCluster.Member cutOff = cluster.others(leader).get(0);
        long term = leader.state().term();
        cluster.others(cutOff).forEach(other -> cluster.network.cut(cutOff.name, other.name));
        cluster.append(expected, 10);
        LogProblem problem = awaitRefusal(cutOff);
        assertThat(problem.message()).contains("2 of the group's 3 voters must reach one another");
        LogFixture.await(
                leader.log(),
                state -> state.members().stream()
                        .filter(member -> member.memberId().equals(cutOff.id))
                        .anyMatch(member -> member.lagEntries().orElse(0) >= 10
                                && member.silentFor().orElse(Duration.ZERO).toMillis() > 300));
        heal();
        assertThat(leader.state().term()).as("it did not force an election").isEqualTo(term);
        LogFixture.await(
                leader.log(),
                state -> state.members().stream()
                        .allMatch(member -> member.lagEntries().orElse(0) == 0));
        assertThat(leader.state().members())
                .extracting(LogMember::memberId)
                .containsExactlyInAnyOrderElementsOf(
                        cluster.members.stream().map(member -> member.id).toList());
    }

    @Test
    void oneWayPartitionsLoseNothingEither() throws Exception {
        for (boolean outwards : List.of(true, false)) {
            TestCluster.Member half = cluster.leader();
            for (TestCluster.Member other : cluster.others(half)) {
                if (outwards) {
                    cluster.network.cutOneWay(half.name, other.name);
                } else {
                    cluster.network.cutOneWay(other.name, half.name);
                }
            }
            LogFixture.await(half.log(), state -> !state.ready());
            cluster.append(expected, 10);
            heal();
        }
    }

    @Test
    void everythingAcknowledgedWhileLeadersGoIsOnAllInOneOrderAndNothingTwice() throws Exception {
        List<String> acknowledged = Collections.synchronizedList(new ArrayList<>(expected));
        List<String> tried = Collections.synchronizedList(new ArrayList<>(expected));
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            String name = "client " + client;
            clients.add(CompletableFuture.runAsync(
                    () -> keepAppending(name, stop, tried, acknowledged), task -> new Thread(task, name).start()));
        }
        for (int round = 0; round < 3; round++) {
            int before = acknowledged.size();
            LogFixture.await(() -> acknowledged.size() > before + 50, () -> "only " + acknowledged.size());
            TestCluster.Member leader = cluster.leader();
            if (round == 1) {
                cluster.others(leader).forEach(other -> cluster.network.cut(leader.name, other.name));
                LogFixture.await(leader.log(), state -> !state.ready());
                cluster.network.heal();
            } else {
                leader.stop();
                LogFixture.await(
                        () -> cluster.others(leader).stream()
                                .anyMatch(other -> other.state().ready()),
                        () -> "no leader");
                leader.start();
            }
        }
        stop.set(true);
        for (CompletableFuture<Void> client : clients) {
            client.get(30, TimeUnit.SECONDS);
        }
        cluster.awaitEqual(EQUAL_WITHIN);
        List<String> log = cluster.members.get(0).applier.texts();
        assertThat(log).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(tried).containsAll(log);
    }

    private void keepAppending(String name, AtomicBoolean stop, List<String> tried, List<String> acknowledged) {
        for (int i = 0; !stop.get(); i++) {
            TestCluster.Member to = cluster.members.get(i % cluster.members.size());
            String text = name + " entry " + i;
            tried.add(text);
            boolean written = to.log()
                    .append(LogFixture.bytes(text))
                    .handle((position, failure) -> failure == null)
                    .toCompletableFuture()
                    .join();
            if (written) {
                acknowledged.add(text);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    private void heal() {
        cluster.network.heal();
        cluster.awaitEqual(EQUAL_WITHIN);
        cluster.awaitAll(expected);
    }

    /** Waits until a member refuses entries for want of others that it can name. */
    private static LogProblem awaitRefusal(TestCluster.Member member) {
        List<LogProblem> named = new ArrayList<>();
        LogFixture.await(
                () -> {
                    member.log()
                            .append(LogFixture.bytes("refused"))
                            .handle((position, thrown) -> {
                                Throwable failure = thrown == null ? null : RaftSession.unwrap(thrown);
                                assertThat(failure)
                                        .isInstanceOfAny(
                                                LogUnavailableException.class,
                                                NotLeaderException.class,
                                                IndeterminateAppendException.class);
                                if (failure instanceof LogUnavailableException refused
                                        && refused.problem().message().contains("do not answer")) {
                                    named.add(refused.problem());
                                }
                                return position;
                            })
                            .toCompletableFuture()
                            .join();
                    return !named.isEmpty();
                },
                () -> "not refused: " + member);
        return named.get(0);
    }
}
