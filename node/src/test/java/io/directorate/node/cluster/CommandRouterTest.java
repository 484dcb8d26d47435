package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.command.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandRouterTest {
    private static final UUID GROUP = new UUID(7, 7);
    private static final UUID SELF = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);
    private static final CommandResult APPLIED = new CommandResult.Applied(5, 1, false);
    private static final CommandEnvelope COMMAND =
            new CommandEnvelope("id", "user:root", "", 0, CommandEnvelope.ANY_INDEX, new Command.ClearServices());

    private final AtomicLong now = new AtomicLong();
    private final AtomicReference<LogState> state = new AtomicReference<>(state(Optional.empty(), false));
    private final FakeCalls calls = new FakeCalls();
    private volatile boolean hasLog = true;
    private final List<CompletableFuture<CommandResult>> decided = Collections.synchronizedList(new ArrayList<>());
    private final CommandRouter router = new CommandRouter(
            command -> {
                CompletableFuture<CommandResult> result = new CompletableFuture<>();
                decided.add(result);
                return result;
            },
            () -> hasLog ? Optional.of(new FakeLog()) : Optional.empty(),
            () -> "it is in no cluster yet",
            calls,
            Duration.ofSeconds(10),
            now::get);

    @AfterEach
    void close() {
        router.close();
    }

    private static LogState state(Optional<UUID> leader, boolean ready) {
        List<LogMember> members = new ArrayList<>();
        for (UUID id : List.of(SELF, SECOND, THIRD)) {
            members.add(new LogMember(id, endpoint(id), true, OptionalLong.empty(), Optional.empty()));
        }
        Optional<LogProblem> problem = leader.isPresent()
                ? Optional.empty()
                : Optional.of(new LogProblem(LogProblem.Kind.NO_QUORUM, "nobody answers", true));
        return new LogState(
                ready ? LogRole.LEADER : LogRole.FOLLOWER,
                ready,
                1,
                Optional.of(SELF),
                Optional.of(GROUP),
                leader,
                members,
                LogPosition.NONE,
                0,
                problem,
                Optional.empty(),
                0,
                0);
    }

    private static LogEndpoint endpoint(UUID id) {
        return new LogEndpoint("192.0.2." + id.getLeastSignificantBits(), 7655);
    }

    private static CommandResult await(CompletionStage<CommandResult> result) throws Exception {
        return result.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static byte[] bytes(CommandResult result) {
        return MemberCodec.encode(new Answer.Decided(result));
    }

    @Test
    void decidesHereWhenThisDirectorLeads() throws Exception {
        state.set(state(Optional.of(SELF), true));
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        assertThat(decided).hasSize(1);
        decided.get(0).complete(APPLIED);
        assertThat(await(result)).isEqualTo(APPLIED);
        assertThat(calls.asked).isEmpty();
    }

    @Test
    void saysWhyThereIsNoLog() throws Exception {
        hasLog = false;
        assertThat(await(router.submit(COMMAND)))
                .isEqualTo(new CommandResult.Unavailable(
                        "log-unavailable", "it is in no cluster yet; nothing was changed"));
    }

    @Test
    void goesOnAfterACommandThatCouldNotBeDealtWith() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        calls.broken = true;
        assertThat(await(router.submit(COMMAND))).isInstanceOf(CommandResult.Indeterminate.class);
        calls.broken = false;
        CompletionStage<CommandResult> next = router.submit(COMMAND);
        calls.await(1).answer.complete(bytes(APPLIED));
        assertThat(await(next)).isEqualTo(APPLIED);
        assertThat(router.underWay()).isZero();
    }

    @Test
    void asksTheLeaderOtherwise() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        assertThat(calls.asked).hasSize(1);
        assertThat(calls.asked.get(0).whom).isEqualTo(endpoint(SECOND));
        assertThat(MemberCodec.question(calls.asked.get(0).question)).isEqualTo(new Question.Decide(COMMAND));
        calls.asked.get(0).answer.complete(bytes(APPLIED));
        assertThat(await(result)).isEqualTo(APPLIED);
        assertThat(router.forwarded()).isEqualTo(1);
        assertThat(router.underWay()).isZero();
    }

    @Test
    void goesToTheNextLeaderWhenTheFirstFallsSilent() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        state.set(state(Optional.of(THIRD), false));
        Asked second = calls.await(2);
        assertThat(second.whom).isEqualTo(endpoint(THIRD));
        second.answer.complete(bytes(APPLIED));
        assertThat(await(result)).isEqualTo(APPLIED);
        assertThat(router.repeated()).isEqualTo(1);
    }

    @Test
    void asksAgainWhenTheOneThatWasAskedDoesNotLeadOrIsNotKnownToHaveDoneIt() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        calls.await(1).answer.complete(MemberCodec.encode(new Answer.NotLeader(Optional.empty())));
        calls.await(2).answer.complete(bytes(new CommandResult.Indeterminate("lost")));
        calls.await(3)
                .answer
                .completeExceptionally(
                        new CallFailedException(CallFailedException.Reason.UNKNOWN_OUTCOME, "connection lost"));
        calls.await(4).answer.complete(bytes(APPLIED));
        assertThat(await(result)).isEqualTo(APPLIED);
    }

    @Test
    void refusesWithTheReasonWhenThereIsNoLeaderForLong() throws Exception {
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        now.addAndGet(CommandRouter.LEADERLESS.toNanos());
        CommandResult refused = await(result);
        assertThat(refused)
                .isEqualTo(new CommandResult.Unavailable("no-quorum", "nobody answers; nothing was changed"));
    }

    @Test
    void doesNotClaimToKnowWhatALostLeaderDid() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        state.set(state(Optional.empty(), false));
        // The wait for a leader begins when the thread sees that there is none.
        while (!result.toCompletableFuture().isDone()) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            Thread.onSpinWait();
        }
        assertThat(await(result)).isInstanceOf(CommandResult.Indeterminate.class);
    }

    @Test
    void passesOnWhatARuleForbids() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        CompletionStage<CommandResult> result = router.submit(COMMAND);
        CommandResult busy = new CommandResult.Unavailable("busy", "later");
        calls.await(1).answer.complete(bytes(busy));
        assertThat(await(result)).isEqualTo(busy);
    }

    @Test
    void takesNoMoreThanItCanHold() throws Exception {
        state.set(state(Optional.of(SECOND), false));
        for (int i = 0; i < CommandRouter.MAX_ROUTED; i++) {
            assertThat(router.submit(COMMAND).toCompletableFuture()).isNotDone();
        }
        assertThat(await(router.submit(COMMAND)))
                .isInstanceOfSatisfying(
                        CommandResult.Unavailable.class,
                        refused -> assertThat(refused.rule()).isEqualTo("busy"));
    }

    @Test
    void answersAllWhenItStops() throws Exception {
        CompletionStage<CommandResult> waiting = router.submit(COMMAND);
        router.close();
        assertThat(await(waiting)).isInstanceOf(CommandResult.Unavailable.class);
        assertThat(await(router.submit(COMMAND))).isInstanceOf(CommandResult.Unavailable.class);
    }

    private static final class Asked {
        private final LogEndpoint whom;
        private final byte[] question;
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

        Asked(LogEndpoint whom, byte[] question) {
            this.whom = whom;
            this.question = question;
        }
    }

    private static final class FakeCalls implements LogCalls {
        private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean broken;

        Asked await(int number) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (asked.size() < number) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("only " + asked.size() + " questions");
                }
                Thread.onSpinWait();
            }
            return asked.get(number - 1);
        }

        @Override
        public CompletionStage<byte[]> ask(LogEndpoint whom, UUID groupId, byte[] question, Duration timeout) {
            assertThat(groupId).isEqualTo(GROUP);
            if (broken) {
                throw new IllegalStateException("broken");
            }
            Asked one = new Asked(whom, question);
            asked.add(one);
            return one.answer;
        }

        @Override
        public CompletionStage<List<UUID>> groups(LogEndpoint whom, Duration timeout) {
            return CompletableFuture.completedFuture(List.of(GROUP));
        }

        @Override
        public void renewCertificates(LogTls tls) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

    private final class FakeLog implements ServiceLog {
        @Override
        public CompletionStage<LogPosition> append(byte[] entry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogState state() {
            return Objects.requireNonNull(state.get());
        }

        @Override
        public Registration onStateChange(Consumer<LogState> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogMembership membership() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }
}
