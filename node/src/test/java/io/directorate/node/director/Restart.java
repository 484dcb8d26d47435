package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.director.ChangeSender.Acknowledged;
import io.directorate.node.director.ChangeSender.Attempt;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of several restarts under load: a time during which that director is not to be relied on. */
record Restart(int director, long beginNanos, long endNanos) {
    private static final Logger LOG = LoggerFactory.getLogger(Restart.class);

    /** Stops a director of a cluster and starts it again, whoever leads, and returns when it takes changes. */
    static Restart of(ChildCluster cluster, int number) throws Exception {
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

    private boolean excuses(Attempt attempt) {
        return attempt.director() == director
                && attempt.endNanos() - beginNanos >= 0
                && endNanos - attempt.beginNanos() >= 0;
    }

    /** Checks what a change cost a client that asks again at once, apart from what it lost with the director that was down. */
    static void checkLongest(ChangeLoad load, List<Restart> restarts, long mostMillis) {
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
        LOG.info(
                "{} changes through {} restarts: the longest took {} ms, {} sendings were in vain, besides {} to the director that was down",
                load.acknowledged().size(),
                restarts.size(),
                longestMillis,
                refused,
                excused);
        assertThat(longestMillis).isLessThan(BusyMachine.allowed(mostMillis));
    }

    /** Checks that all directors have what was acknowledged, once, in one order, and little else. */
    static void checkHistory(ChildCluster cluster, ChangeLoad load, int services, int mostOwn) throws Exception {
        List<Acknowledged> acknowledged = load.acknowledged();
        ClusterIT.awaitEqual(cluster, services);
        List<JsonNode> first = ClusterIT.awaitOneHistory(cluster);
        HistoryCheck.check(first, acknowledged, acknowledged.size(), mostOwn);
        for (ChildDirector director : cluster.all()) {
            HistoryCheck.checkState(director, load.senders());
        }
    }
}
