package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.node.config.DirectorConfig.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a director does about its cluster while things go wrong; that they go right is seen with real ones. */
class ClusterLogTest {
    private static final UUID GROUP = new UUID(7, 7);
    private static final LogEndpoint SELF = new LogEndpoint("192.0.2.1", 7655);
    private static final LogEndpoint OTHER = new LogEndpoint("192.0.2.2", 7655);
    private static final long SECONDS = 20;

    @TempDir
    private Path folder;

    private final FakeHost host = new FakeHost();
    private final FakeCalls calls = new FakeCalls();
    private Optional<ClusterLog> started = Optional.empty();

    @AfterEach
    void close() throws InterruptedException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    private Path mark() {
        return folder.resolve("cluster");
    }

    private ClusterLog start(LogEndpoint... seeds) throws IOException {
        ClusterLog log = new ClusterLog(
                new Cluster(SELF, List.of(seeds), folder, Cluster.Vote.AUTO, false),
                mark(),
                calls,
                () -> {
                    throw new IllegalArgumentException("lb-1.example cannot be resolved");
                },
                host);
        started = Optional.of(log);
        log.start();
        return log;
    }

    private static String await(CompletionStage<String> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void triesAgainWhereTheLogCannotBeOpenedAndAnswersMeanwhile() throws Exception {
        new ClusterMark(GROUP, ClusterMark.Stage.JOINED, List.of(SELF, OTHER)).write(mark());
        ClusterLog log = start(OTHER);
        for (int times = 0; times < 3; times++) {
            assertThat(host.said.poll(SECONDS, TimeUnit.SECONDS))
                    .contains("lb-1.example cannot be resolved", "tried again");
        }
        assertThatThrownBy(() -> await(log.found()))
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("already");
    }

    @Test
    void waitsForAnOperatorWhereThereIsAHistory() throws Exception {
        host.history = true;
        start(OTHER);
        assertThat(host.said.poll(SECONDS, TimeUnit.SECONDS)).contains("cluster init", "cluster join");
        assertThat(calls.asked).hasValue(0);
        assertThat(mark()).doesNotExist();
    }

    @Test
    void joinsNoneOfTwoClusters() throws Exception {
        calls.groups = List.of(GROUP, new UUID(8, 8));
        start(OTHER);
        assertThat(host.said.poll(SECONDS, TimeUnit.SECONDS)).contains("different clusters");
        assertThat(mark()).doesNotExist();
    }

    @Test
    void saysWhoDoesNotAnswer() throws Exception {
        calls.failure = Optional.of(new IOException("connection refused"));
        start(OTHER);
        assertThat(host.said.poll(SECONDS, TimeUnit.SECONDS))
                .contains("in no cluster yet", "192.0.2.2:7655", "connection refused", "cluster init");
    }

    @Test
    void remembersTheClusterThatItFound() throws Exception {
        calls.groups = List.of(GROUP);
        start(OTHER);
        assertThat(host.said.poll(SECONDS, TimeUnit.SECONDS)).contains("cannot be resolved");
        assertThat(ClusterMark.read(mark())).contains(new ClusterMark(GROUP, ClusterMark.Stage.JOINING, List.of(SELF)));
    }

    @Test
    void tellsThatFoundingFailedAndGoesOn() throws Exception {
        host.history = true;
        ClusterLog log = start();
        assertThatThrownBy(() -> await(log.found()))
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("no space left");
        host.broken = true;
        assertThatThrownBy(() -> await(log.found()))
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("planted");
        assertThatThrownBy(() -> await(log.joinAnew())).hasMessageContaining("nobody to join");
        assertThat(mark()).doesNotExist();
    }

    @Test
    void startsAnewOnceWhenItIsToldToJoin() throws Exception {
        host.history = true;
        ClusterLog log = start(OTHER);
        assertThat(await(log.joinAnew())).contains("set aside");
        assertThat(host.restarts.poll(SECONDS, TimeUnit.SECONDS)).contains("joins the cluster of its seeds");
        assertThat(ClusterMark.read(mark()).orElseThrow().stage()).isEqualTo(ClusterMark.Stage.REJOINING);
        assertThatThrownBy(() -> await(log.found())).hasCauseInstanceOf(ClusterException.class);
        assertThat(host.restarts).isEmpty();
    }

    @Test
    void refusesAMemoryThatItDidNotWrite() throws IOException {
        Files.writeString(mark(), "nonsense");
        assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining(mark().toString());
    }

    private static final class FakeHost implements ClusterHost {
        private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> restarts = new LinkedBlockingQueue<>();
        private volatile boolean history;
        private volatile boolean broken;

        @Override
        public ServiceLog open(ServiceLogConfig.Group group) {
            throw new IllegalStateException("no log is opened here");
        }

        @Override
        public boolean hasNoHistory() {
            return !history;
        }

        @Override
        public long sequence() {
            return 0;
        }

        @Override
        public int supportedFeatureLevel() {
            return 1;
        }

        @Override
        public UUID makeLogAnew() throws IOException {
            if (broken) {
                throw new IllegalStateException("planted");
            }
            throw new IOException("no space left");
        }

        @Override
        public void caughtUp() {
            throw new IllegalStateException("it cannot have caught up");
        }

        @Override
        public void waiting(String why) {
            said.add(why);
        }

        @Override
        public void restart(String why) {
            restarts.add(why);
        }
    }

    private static final class FakeCalls implements LogCalls {
        private volatile List<UUID> groups = List.of();
        private volatile Optional<Exception> failure = Optional.empty();
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public CompletionStage<byte[]> ask(LogEndpoint whom, UUID groupId, byte[] question, Duration timeout) {
            return CompletableFuture.failedFuture(new IOException("nobody is asked here"));
        }

        @Override
        public CompletionStage<List<UUID>> groups(LogEndpoint whom, Duration timeout) {
            asked.incrementAndGet();
            return failure.<CompletionStage<List<UUID>>>map(CompletableFuture::failedFuture)
                    .orElseGet(() -> CompletableFuture.completedFuture(groups));
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
}
