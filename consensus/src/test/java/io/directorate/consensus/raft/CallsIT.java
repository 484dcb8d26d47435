package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.CallFailedException.Reason;
import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.ServiceLogConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions over the log's port to members in every part, and what handlers can do wrong. */
class CallsIT {
    static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    static Path shared;

    private static TestCluster one;
    private static TestCluster.Member single;
    private static UUID group;
    /** Of the one. */
    private static volatile CallHandler handler = CallHandler.NONE;

    @TempDir
    Path root;

    @BeforeAll
    static void start() throws Exception {
        one = new TestCluster(shared, "127.0.0.1", UnaryOperator.identity());
        one.handlers = name -> question -> handler.answer(question);
        single = one.found(1).leader();
        group = group(one);
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
    }

    /** Says its name and repeats what it was asked. */
    static CallHandler echo(String name) {
        return question ->
                CompletableFuture.completedFuture((name + ": " + text(question)).getBytes(StandardCharsets.UTF_8));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static String ask(LogCalls calls, LogEndpoint whom, UUID group, Duration timeout) throws Exception {
        return text(get(calls.ask(whom, group, LogFixture.bytes("who?"), timeout)));
    }

    static void assertFails(ThrowingCallable asking, Reason reason, String message) {
        assertThatThrownBy(asking)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(CallFailedException.class, failure -> {
                    assertThat(failure.reason()).as("%s", failure).isEqualTo(reason);
                    assertThat(failure).hasMessageContaining(message);
                });
    }

    private static LogCalls asker(TestCluster cluster) {
        return RaftCalls.open(Optional.of(cluster.authority.member("asker")));
    }

    private static UUID group(TestCluster cluster) {
        return cluster.leader().state().groupId().orElseThrow();
    }

    @Test
    void everyMemberAnswersWhateverItsPart() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "::1", UnaryOperator.identity())) {
            cluster.handlers = CallsIT::echo;
            cluster.found(3);
            UUID group = group(cluster);
            TestCluster.Member listener = cluster.joining();
            cluster.leader()
                    .log()
                    .membership()
                    .addListener(listener.peer(), LONG)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            LogFixture.await(listener.log(), state -> state.role() == LogRole.LISTENER);
            TestCluster.Member waiting = cluster.joining();
            LogFixture.await(
                    waiting.log(),
                    state -> state.problem()
                            .filter(problem -> problem.kind() == LogProblem.Kind.NOT_A_MEMBER)
                            .isPresent());
            try (LogCalls calls = asker(cluster)) {
                for (TestCluster.Member member : cluster.members) {
                    assertThat(ask(calls, member.endpoint, group, LONG)).isEqualTo(member.name + ": who?");
                    assertThat(get(calls.groups(member.endpoint, LONG))).containsExactly(group);
                }
                // Two of three are gone: nobody leads.
                TestCluster.Member left = cluster.members.get(2);
                cluster.members.subList(0, 2).forEach(TestCluster.Member::stop);
                LogFixture.await(left.log(), state -> state.leaderId().isEmpty());
                assertThat(ask(calls, left.endpoint, group, LONG)).isEqualTo(left.name + ": who?");
            }
        }
    }

    @Test
    void carriesWhatIsLongAndRefusesWhatIsTooLong() throws Exception {
        handler = question -> CompletableFuture.completedFuture(
                question.length == 1
                        ? new byte[LogCalls.MAX_BYTES + question[0]]
                        : Arrays.copyOfRange(question, Math.max(0, question.length - 1), question.length));
        try (LogCalls calls = asker(one)) {
            LogEndpoint whom = single.endpoint;
            byte[] longest = new byte[LogCalls.MAX_BYTES];
            longest[longest.length - 1] = 7;
            assertThat(get(calls.ask(whom, group, longest, LONG))).containsExactly(7);
            assertThat(get(calls.ask(whom, group, new byte[0], LONG))).isEmpty();
            assertThat(get(calls.ask(whom, group, new byte[1], LONG))).hasSize(LogCalls.MAX_BYTES);
            assertFails(
                    () -> get(calls.ask(whom, group, new byte[] {1}, LONG)),
                    Reason.TOO_LARGE,
                    "the answer has " + (LogCalls.MAX_BYTES + 1) + " bytes; at most " + LogCalls.MAX_BYTES);
            assertFails(
                    () -> get(calls.ask(whom, group, new byte[LogCalls.MAX_BYTES + 1], LONG)),
                    Reason.TOO_LARGE,
                    "the question has " + (LogCalls.MAX_BYTES + 1) + " bytes");
        }
    }

    @Test
    void tellsWhatTheHandlerRefusedAndHowItFailed() throws Exception {
        handler = question -> {
            String what = text(question);
            return switch (what) {
                case "throw" -> throw new IllegalArgumentException("thrown: ü");
                case "null" -> CompletableFuture.completedFuture(null);
                case "wrapped" ->
                    CompletableFuture.failedFuture(new CompletionException(new IllegalStateException("wrapped")));
                case "silent" -> CompletableFuture.failedFuture(new IllegalStateException());
                case "long" -> CompletableFuture.failedFuture(new IllegalStateException("ü".repeat(200_000)));
                default -> CompletableFuture.failedFuture(new IllegalStateException("refused " + what));
            };
        };
        try (LogCalls calls = asker(one)) {
            LogEndpoint whom = single.endpoint;
            List<List<String>> cases = List.of(
                    List.of("this", "refused this"),
                    List.of("throw", "thrown: ü"),
                    List.of("null", "no answer"),
                    List.of("wrapped", "wrapped"),
                    List.of("silent", "java.lang.IllegalStateException"),
                    List.of("long", "ü".repeat(64 << 10) + "..."));
            for (List<String> each : cases) {
                byte[] question = each.get(0).getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> get(calls.ask(whom, group, question, LONG)))
                        .cause()
                        .hasMessage(each.get(1))
                        .isInstanceOfSatisfying(
                                CallFailedException.class,
                                failure -> assertThat(failure.reason()).isEqualTo(Reason.REFUSED));
            }
            assertFails(() -> ask(calls, whom, new UUID(1, 2), LONG), Reason.NO_SUCH_GROUP, "but is of " + group);
        }
    }

    @Test
    void whoSetsNoHandlerRefuses() {
        handler = CallHandler.NONE;
        try (LogCalls calls = asker(one)) {
            assertFails(() -> ask(calls, single.endpoint, group, LONG), Reason.REFUSED, "answers no questions");
        }
    }

    @Test
    void unansweredQuestionsEndInTimeAndHoldNeitherOthersNorTheLogUp() throws Exception {
        handler = question -> text(question).equals("who?") ? echo("it").answer(question) : new CompletableFuture<>();
        try (LogCalls other = asker(one)) {
            LogEndpoint whom = single.endpoint;
            byte[] never = LogFixture.bytes("never");
            List<String> expected = new ArrayList<>();
            try (LogCalls calls = asker(one)) {
                assertFails(() -> get(calls.ask(whom, group, never, SHORT)), Reason.UNKNOWN_OUTCOME, "within 500 ms");
                assertThat(ask(calls, whom, group, LONG)).isEqualTo("it: who?");
                List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
                for (int i = 0; i < CallConnection.MAX_OUTSTANDING; i++) {
                    waiting.add(
                            calls.ask(whom, group, never, Duration.ofMinutes(1)).toCompletableFuture());
                }
                assertFails(
                        () -> ask(calls, whom, group, LONG), Reason.UNREACHABLE, "256 questions wait for its answers");
                LogFixture.await(() -> refusal(other, whom, group).contains("256"), () -> "is not busy");
                one.append(expected, 20);
                one.awaitAll(expected);
                assertThat(waiting).noneMatch(CompletableFuture::isDone);
                calls.close();
                for (CompletableFuture<byte[]> each : waiting) {
                    assertFails(() -> get(each), Reason.UNKNOWN_OUTCOME, "was asked, but has not answered");
                }
                assertFails(() -> ask(calls, whom, group, LONG), Reason.UNREACHABLE, "closing");
            }
            LogFixture.await(() -> refusal(other, whom, group).isEmpty(), () -> "is still busy");
        }
    }

    /** Why an ordinary question is not answered at the moment; empty if it is. */
    static String refusal(LogCalls calls, LogEndpoint whom, UUID group) {
        try {
            ask(calls, whom, group, LONG);
            return "";
        } catch (Exception failure) {
            Throwable cause = RaftSession.unwrap(failure);
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            CallFailedException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE));
            return String.valueOf(cause.getMessage());
        }
    }

    @Test
    void answersInClearOnLoopbackAddressesOnly() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity());
                LogCalls calls = RaftCalls.open(Optional.empty())) {
            cluster.handlers = CallsIT::echo;
            LogEndpoint whom = cluster.freeEndpoint();
            ServiceLogConfig config = LogFixture.config(root.resolve("clear"))
                    .with(new ServiceLogConfig.Group(Optional.of(whom), List.of()));
            try (FileApplier applier = FileApplier.open(root.resolve("state"));
                    RatisServiceLog log =
                            RatisServiceLog.open(config, applier, LogFixture.UNEXPECTED, CallsIT.echo("clear"))) {
                UUID group =
                        LogFixture.await(log, state -> state.ready()).groupId().orElseThrow();
                assertThat(ask(calls, whom, group, LONG)).isEqualTo("clear: who?");
            }
            assertFails(
                    () -> ask(calls, new LogEndpoint("192.0.2.1", 9872), new UUID(0, 0), LONG),
                    Reason.UNREACHABLE,
                    "without certificates only loopback addresses");
            assertThatThrownBy(() -> calls.renewCertificates(cluster.authority.member("m")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
