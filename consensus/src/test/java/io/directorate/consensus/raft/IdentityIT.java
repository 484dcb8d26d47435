package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.store.StoreIdentity;
import io.directorate.consensus.store.StoreLayout;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members whose disk was emptied: they must not come back as who they were. */
@Tag("slow")
class IdentityIT {
    @TempDir
    Path root;

    private TestCluster cluster;
    private final List<String> expected = new ArrayList<>();

    @BeforeEach
    void make() {
        cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity());
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static LogProblem awaitProblem(TestCluster.Member member, LogProblem.Kind kind) {
        LogFixture.await(
                member.log(),
                state -> state.problem().filter(found -> found.kind() == kind).isPresent());
        return member.state().problem().orElseThrow();
    }

    /** What a new disk leaves of a member: nothing of its log, nothing of its state. */
    private static void wipe(TestCluster.Member member) throws IOException {
        delete(member.config.directory());
        member.applier.clear();
    }

    @Test
    void anEmptyStoreUnderAKnownIdentityIsRefusedAndANewOneIsTaken() throws Exception {
        cluster.found(3);
        cluster.append(expected, 10);
        cluster.awaitAll(expected);
        TestCluster.Member wiped = cluster.others(cluster.leader()).get(0);
        UUID group = wiped.state().groupId().orElseThrow();
        wiped.stop();
        wipe(wiped);
        // Somebody gives the empty store the old name, as a script that founds groups would.
        new StoreIdentity(wiped.id, group).write(new StoreLayout(wiped.config.directory()));
        wiped.start();
        LogProblem lost = awaitProblem(wiped, LogProblem.Kind.IDENTITY_LOST);
        assertThat(lost.retrying()).isFalse();
        assertThat(lost.message())
                .contains(wiped.config.directory() + " is empty, but ")
                .contains(wiped.id + " took part: this store was lost");
        wiped.stop();
        assertThat(Files.exists(new StoreLayout(wiped.config.directory()).current(group)))
                .as("it never took part")
                .isFalse();
        cluster.members.remove(wiped);
        // As it should be done: remove the old one, join with a new one.
        var membership = cluster.leader().log().membership();
        membership
                .remove(wiped.id, Duration.ofSeconds(30))
                .toCompletableFuture()
                .get(40, TimeUnit.SECONDS);
        TestCluster.Member back = cluster.joining();
        cluster.leader()
                .log()
                .membership()
                .addVoter(back.peer(), Duration.ofSeconds(30))
                .toCompletableFuture()
                .get(40, TimeUnit.SECONDS);
        cluster.append(expected, 10);
        cluster.awaitAll(expected);
        assertThat(cluster.leader().state().members())
                .extracting(LogMember::memberId)
                .hasSize(3)
                .contains(back.peer().memberId())
                .doesNotContain(wiped.id);
        wiped.applier.close();
    }

    @Test
    void aLogThatIsGoneBesideItsIdentityIsRefused() throws Exception {
        cluster.found(1);
        cluster.append(expected, 3);
        TestCluster.Member member = cluster.leader();
        LogFixture.await(() -> stage(member) == StoreIdentity.Stage.BEGUN, () -> "not noted that the store is in use");
        UUID group = member.state().groupId().orElseThrow();
        member.stop();
        delete(new StoreLayout(member.config.directory()).group(group));
        member.applier.clear();
        member.start();
        assertThat(awaitProblem(member, LogProblem.Kind.DAMAGED).message())
                .contains("it is missing, but member " + member.id + " has taken part in its group with this store");
    }

    private static StoreIdentity.Stage stage(TestCluster.Member member) {
        try {
            return StoreIdentity.read(new StoreLayout(member.config.directory()), "")
                    .orElseThrow()
                    .stage();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void aNewGroupTakesItsFirstEntryWhenAllItsFoundersHaveBegun() throws Exception {
        cluster.founders(3);
        cluster.members.get(0).start();
        cluster.members.get(1).start();
        LogFixture.await(
                () -> cluster.members.stream()
                        .filter(member -> !member.equals(cluster.members.get(2)))
                        .anyMatch(member -> member.state()
                                .problem()
                                .filter(problem -> problem.message().contains("the group is being founded"))
                                .isPresent()),
                () -> "nobody waits: " + cluster.members);
        cluster.members.get(2).start();
        cluster.append(expected, 3);
        cluster.awaitAll(expected);
    }
}
