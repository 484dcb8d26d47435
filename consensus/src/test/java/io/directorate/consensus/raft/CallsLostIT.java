package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.CallFailedException.Reason;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to those who are gone, silent, back again, or not of this cluster. */
class CallsLostIT {
    private static final TestAuthority OTHER = new TestAuthority("other");
    private static final Duration BACK = Duration.ofSeconds(2);

    @TempDir
    static Path root;

    private static TestCluster cluster;
    private static TestCluster.Member member;
    private static UUID group;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity());
        cluster.handlers = name -> question -> CallsIT.text(question).equals("never")
                ? new CompletableFuture<>()
                : CallsIT.echo(name).answer(question);
        member = cluster.found(1).leader();
        group = member.state().groupId().orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private LogCalls asker() {
        return RaftCalls.open(Optional.of(cluster.authority.member("asker")));
    }

    private void assertAnswers(LogCalls calls) throws Exception {
        assertThat(CallsIT.ask(calls, member.endpoint, group, CallsIT.LONG)).isEqualTo("m0: who?");
    }

    private static void within(Duration limit, ThrowingCallable what) throws Throwable {
        long before = System.nanoTime();
        what.call();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(limit);
    }

    /** Asks again and again until there is an answer, for this long at most. */
    private void awaitAnswer(LogCalls calls, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        String refusal = CallsIT.refusal(calls, member.endpoint, group);
        while (!refusal.isEmpty()) {
            assertThat(System.nanoTime()).as(refusal).isLessThan(until);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            refusal = CallsIT.refusal(calls, member.endpoint, group);
        }
    }

    @Test
    void whereNobodyListensIsSaidAtOnce() throws Throwable {
        LogEndpoint nobody = cluster.freeEndpoint();
        try (LogCalls calls = asker()) {
            for (int i = 0; i < 3; i++) {
                within(
                        Duration.ofSeconds(5),
                        () -> CallsIT.assertFails(
                                () -> CallsIT.ask(calls, nobody, group, CallsIT.LONG),
                                Reason.UNREACHABLE,
                                nobody + " cannot be reached: "));
            }
            CallsIT.assertFails(
                    () -> CallsIT.ask(calls, new LogEndpoint("no such host", 1), group, CallsIT.LONG),
                    Reason.UNREACHABLE,
                    "no such host:1 cannot be reached: ");
            CallsIT.assertFails(
                    () -> CallsIT.get(calls.groups(nobody, CallsIT.LONG)), Reason.UNREACHABLE, "cannot be reached: ");
        }
    }

    @Test
    void oneThatComesBackAnswersSoon() throws Exception {
        comesBackAfter(Duration.ofMillis(1500));
    }

    /** Here gRPC alone would wait for several seconds more. */
    @Test
    @Tag("slow")
    void oneThatComesBackAfterLongAnswersSoon() throws Exception {
        comesBackAfter(Duration.ofSeconds(11));
    }

    private void comesBackAfter(Duration failing) throws Exception {
        try (LogCalls calls = asker()) {
            assertAnswers(calls);
            CompletableFuture<byte[]> waiting = calls.ask(
                            member.endpoint, group, LogFixture.bytes("never"), CallsIT.LONG)
                    .toCompletableFuture();
            assertAnswers(calls);
            member.stop();
            CallsIT.assertFails(
                    () -> CallsIT.get(waiting), Reason.UNKNOWN_OUTCOME, "was asked, but has not answered: ");
            long until = System.nanoTime() + failing.toNanos();
            AtomicLong failures = new AtomicLong();
            LogFixture.await(
                    () -> {
                        assertThat(CallsIT.refusal(calls, member.endpoint, group))
                                .isNotEmpty();
                        return failures.incrementAndGet() > 0 && System.nanoTime() > until;
                    },
                    () -> "asked " + failures);
            member.start();
            LogFixture.await(member.log(), state -> state.ready());
            awaitAnswer(calls, BACK);
        }
    }

    @Test
    void aLinkThatWentSilentIsNoticedLongBeforeTheTimeout() throws Throwable {
        try (LogCalls calls = asker()) {
            assertAnswers(calls);
            cluster.network.cut("asker", "m0");
            within(
                    Duration.ofSeconds(6),
                    () -> CallsIT.assertFails(
                            () -> CallsIT.ask(calls, member.endpoint, group, CallsIT.LONG),
                            Reason.UNKNOWN_OUTCOME,
                            member.endpoint + " was asked, but has not answered: it has gone silent"));
            cluster.network.heal();
            awaitAnswer(calls, BACK);
        }
    }

    @Test
    @Tag("slow")
    void oneThatAcceptsAndSaysNothingIsGivenUp() throws Throwable {
        try (LogCalls calls = asker();
                ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            LogEndpoint whom = new LogEndpoint("127.0.0.1", mute.getLocalPort());
            CallsIT.assertFails(
                    () -> CallsIT.ask(calls, whom, group, Duration.ofMillis(300)),
                    Reason.UNREACHABLE,
                    "no answer within 300 ms");
            within(
                    Duration.ofSeconds(8),
                    () -> CallsIT.assertFails(
                            () -> CallsIT.ask(calls, whom, group, CallsIT.LONG),
                            Reason.UNREACHABLE,
                            whom + " cannot be reached: it takes the connection, but nothing more for 3000 ms"));
        }
    }

    private void assertRefused(Optional<LogTls> shown) {
        try (LogCalls calls = RaftCalls.open(shown)) {
            CallsIT.assertFails(
                    () -> CallsIT.ask(calls, member.endpoint, group, CallsIT.LONG),
                    Reason.UNREACHABLE,
                    "cannot be reached: ");
            CallsIT.assertFails(
                    () -> CallsIT.get(calls.groups(member.endpoint, CallsIT.LONG)),
                    Reason.UNREACHABLE,
                    "cannot be reached: ");
        }
    }

    @Test
    void strangersAreNotAnsweredAndStrangersAreNotAsked() throws Exception {
        List<String> here = List.of("127.0.0.1");
        Duration day = Duration.ofDays(1);
        assertRefused(Optional.empty());
        assertRefused(Optional.of(OTHER.member("asker", day, here, List.of(cluster.authority.certificate()))));
        assertRefused(Optional.of(
                cluster.authority.member("asker", day.negated(), here, List.of(cluster.authority.certificate()))));
        // Here it is the asker who does not trust the other one.
        assertRefused(Optional.of(cluster.authority.member("asker", day, here, List.of(OTHER.certificate()))));
        try (LogCalls calls = asker()) {
            assertAnswers(calls);
        }
    }

    @Test
    void renewedCertificatesAreUsedAtOnceOnBothSides() throws Exception {
        List<String> here = List.of("127.0.0.1");
        Duration day = Duration.ofDays(1);
        LogTls trustsNobodyHere = cluster.authority.member("asker", day, here, List.of(OTHER.certificate()));
        try (LogCalls calls = asker()) {
            assertAnswers(calls);
            calls.renewCertificates(trustsNobodyHere);
            assertThat(CallsIT.refusal(calls, member.endpoint, group)).contains("cannot be reached: ");
            calls.renewCertificates(cluster.authority.member("asker again"));
            assertAnswers(calls);
            // A member with another authority's certificate, that trusts both.
            List<java.security.cert.X509Certificate> both =
                    List.of(cluster.authority.certificate(), OTHER.certificate());
            member.log().membership().renewCertificates(OTHER.member("m0", day, here, both));
            calls.renewCertificates(cluster.authority.member("asker", day, here, both));
            assertAnswers(calls);
            calls.renewCertificates(cluster.authority.member("asker"));
            assertThat(CallsIT.refusal(calls, member.endpoint, group)).contains("cannot be reached: ");
            member.log().membership().renewCertificates(cluster.authority.member("m0"));
            awaitAnswer(calls, BACK);
        }
    }

    @Test
    void connectionsThatNobodyUsesAreClosed() throws Exception {
        try (RaftCalls calls = RaftCalls.open(Optional.of(cluster.authority.member("asker")), Duration.ofMillis(300))) {
            for (int i = 0; i < 2; i++) {
                assertAnswers(calls);
                LogFixture.await(() -> calls.connected() == 0, () -> "still " + calls.connected());
            }
        }
    }
}
