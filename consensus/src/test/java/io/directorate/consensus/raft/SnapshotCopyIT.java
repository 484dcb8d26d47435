package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the state for members that fell behind: whole ones arrive, broken ones are thrown away and tried again. */
@Tag("slow")
class SnapshotCopyIT {
    private static final String FILLER = "x".repeat(100_000);

    @TempDir
    Path root;

    /** Entries so large that a copy travels in several pieces, and snapshots so often that the log is soon purged. */
    private static ServiceLogConfig large(ServiceLogConfig config) {
        return config.with(new ServiceLogConfig.Limits(1024, 1 << 20, 256, 256 << 10, 20, 1 << 20));
    }

    private static void append(TestCluster cluster, List<String> expected, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String text = expected.size() + FILLER;
            LogFixture.append(cluster.leader().log(), text);
            expected.add(text);
        }
    }

    @Test
    void aCopyThatBreaksOrIsSpoiltOnItsWayIsSentAgain() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", SnapshotCopyIT::large).found(3)) {
            List<String> expected = new ArrayList<>();
            append(cluster, expected, 3);
            cluster.awaitAll(expected);
            TestCluster.Member behind = cluster.others(cluster.leader()).get(0);
            behind.stop();
            append(cluster, expected, 60);
            // 6 MB in pieces of 1 MB: the connection breaks in the second one, and then one piece is changed.
            cluster.network.breakCopies(2);
            cluster.network.spoilCopies(1);
            behind.start();
            cluster.awaitAll(expected);
            assertThat(cluster.network.copiesLeftToHarm()).as("both were met").isZero();
            append(cluster, expected, 3);
            cluster.awaitAll(expected);
            behind.stop();
            behind.start();
            cluster.awaitAll(expected);
            LogFixture.await(behind.log(), state -> state.leaderId().isPresent());
            assertThat(leftovers(behind))
                    .as("of broken copies, after a restart")
                    .isEmpty();
        }
    }

    private static List<Path> leftovers(TestCluster.Member member) throws IOException {
        StoreLayout layout = new StoreLayout(member.config.directory());
        Path arriving = layout.arriving(member.state().groupId().orElseThrow());
        if (!Files.exists(arriving)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(arriving)) {
            return files.toList();
        }
    }
}
