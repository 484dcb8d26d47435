package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.director.ChangeSender.Acknowledged;
import io.directorate.node.director.ChangeSender.Attempt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three directors, each stopped and started in turn as an upgrade does, while two clients send changes through all of them. */
class ClusterRollingRestartIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRollingRestartIT.class);
    private static final int CLIENTS = 2;
    private static final int SNAPSHOT_ENTRIES = 200;
    private static final long SILENT_MILLIS = 2_000;

    @TempDir
    private Path folder;

    /** A time during which one director is not to be relied on. */
    private record Restart(int director, long beginNanos, long endNanos) {
        boolean excuses(Attempt attempt) {
            return attempt.director() == director
                    && attempt.endNanos() - beginNanos >= 0
                    && endNanos - attempt.beginNanos() >= 0;
        }
    }

    @Test
    void takesChangesAllTheTimeWhileItsDirectorsAreRestartedInTurn() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b", "c")) {
            cluster.found();
            try (ChangeLoad load = new ChangeLoad(cluster.all(), CLIENTS, true)) {
                load.awaitMore(50);
                List<Restart> restarts = new ArrayList<>();
                for (int i = 0; i < cluster.all().size(); i++) {
                    restarts.add(restart(cluster, i));
                    load.awaitMore(50);
                }
                load.finish();
                check(cluster, load, restarts);
            }
        }
    }

    private static Restart restart(ChildCluster cluster, int number) throws Exception {
        ChildDirector director = cluster.all().get(number);
        boolean led = cluster.get(cluster.awaitLeader()).equals(director);
        long begin = System.nanoTime();
        director.stop();
        long stopped = System.nanoTime();
        director.start();
        director.awaitReady();
        long end = System.nanoTime();
        LOG.info(
                "Director {} ({}) stopped within {} ms, ready again {} ms later",
                number + 1,
                led ? "leader" : "follower",
                TimeUnit.NANOSECONDS.toMillis(stopped - begin),
                TimeUnit.NANOSECONDS.toMillis(end - stopped));
        return new Restart(number, begin, end);
    }

    private static void check(ChildCluster cluster, ChangeLoad load, List<Restart> restarts) throws Exception {
        // What a change cost a client that asks again at once, apart from what it lost with the director that was down.
        Map<String, Long> nanos = new HashMap<>();
        int refused = 0;
        int excused = 0;
        for (Attempt attempt : load.attempts()) {
            int failed = attempt.status() == 200 ? 0 : 1;
            if (restarts.stream().anyMatch(restart -> restart.excuses(attempt))) {
                excused += failed;
                continue;
            }
            refused += failed;
            nanos.merge(attempt.commandId(), attempt.endNanos() - attempt.beginNanos(), Long::sum);
        }
        long longestMillis = TimeUnit.NANOSECONDS.toMillis(Collections.max(nanos.values()));
        List<Acknowledged> acknowledged = load.acknowledged();
        LOG.info(
                "{} changes through three restarts: the longest took {} ms, {} sendings were in vain, besides {} to the director that was down",
                acknowledged.size(),
                longestMillis,
                refused,
                excused);
        assertThat(longestMillis).isLessThan(BusyMachine.allowed(SILENT_MILLIS));
        ClusterIT.awaitEqual(cluster, CLIENTS);
        List<JsonNode> first = ClusterIT.awaitOneHistory(cluster);
        HistoryCheck.check(first, acknowledged, acknowledged.size(), 6);
        for (ChildDirector director : cluster.all()) {
            HistoryCheck.checkState(director, load.senders());
        }
    }
}
