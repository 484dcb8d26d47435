package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.UnixHttpClient;
import io.directorate.node.director.ChangeSender.Acknowledged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three directors that are killed and stopped while four clients change things: what any of them acknowledged all have, once, in one order.
 */
class ClusterFaultIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterFaultIT.class);
    private static final int CLIENTS = 4;
    private static final int CHANGES = 2_000;
    private static final int LEADER_KILLS = Integer.getInteger("leaderKills", 1);
    private static final int KILLS_OF_ALL = Integer.getInteger("killsOfAll", 1);
    private static final int STOPS = Integer.getInteger("stops", 1);
    private static final long STOP_SECONDS = Integer.getInteger("stopSeconds", 10);
    /** Small, so that those who come back also meet copies of the whole. */
    private static final int SNAPSHOT_ENTRIES = 200;

    private static final long STEP_SECONDS = 120;

    private final AtomicLong retries = new AtomicLong();
    private final List<ChangeSender> senders = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void keepsEachAcknowledgedChangeOnceThroughKillsAndStopsOfItsLeader() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b", "c")) {
            cluster.found();
            List<UnixHttpClient> all =
                    cluster.all().stream().map(ChildDirector::impatientClient).toList();
            for (int number = 1; number <= CLIENTS; number++) {
                ChangeSender sender = new ChangeSender(all, number, CHANGES / CLIENTS, retries);
                sender.allow(0);
                senders.add(sender);
                running.add(clients.submit(sender));
            }
            int faults = LEADER_KILLS + KILLS_OF_ALL + STOPS;
            int done = 0;
            for (int kill = 0; kill < LEADER_KILLS; kill++) {
                awaitShare(++done, faults);
                String leader = cluster.awaitLeader();
                cluster.get(leader).kill();
                long silent = silence();
                cluster.get(leader).start();
                cluster.get(leader).awaitReady();
                LOG.info("Leader {} killed: no change acknowledged for {} ms", leader, silent);
            }
            for (int kill = 0; kill < KILLS_OF_ALL; kill++) {
                awaitShare(++done, faults);
                for (ChildDirector director : cluster.all()) {
                    director.kill();
                }
                for (ChildDirector director : cluster.all()) {
                    director.start();
                }
                long silent = silence();
                LOG.info("All killed: no change acknowledged for {} ms", silent);
            }
            for (int stop = 0; stop < STOPS; stop++) {
                awaitShare(++done, faults);
                String leader = cluster.awaitLeader();
                signal("STOP", cluster.get(leader).pid());
                long silent = silence();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STOP_SECONDS));
                signal("CONT", cluster.get(leader).pid());
                cluster.get(leader).awaitReady();
                LOG.info("Leader {} stopped: no change acknowledged for {} ms", leader, silent);
            }
            senders.forEach(sender -> sender.allow(CHANGES));
            for (Future<?> sender : running) {
                sender.get(STEP_SECONDS, TimeUnit.SECONDS);
            }
            check(cluster, faults);
        } finally {
            clients.shutdownNow();
        }
    }

    private void check(ChildCluster cluster, int faults) throws IOException {
        cluster.awaitMembers(3);
        ClusterIT.awaitEqual(cluster, CLIENTS);
        List<Acknowledged> acknowledged = acknowledged();
        List<JsonNode> first = ClusterIT.awaitOneHistory(cluster);
        HistoryCheck.check(first, acknowledged, CHANGES, 3 * (faults * 3 + 1));
        for (ChildDirector director : cluster.all()) {
            HistoryCheck.checkState(director, senders);
        }
        LOG.info(
                "{} changes by {} clients through {} faults: {} sendings in vain, {} applied but not acknowledged at first",
                CHANGES,
                CLIENTS,
                faults,
                retries,
                acknowledged.stream().filter(Acknowledged::repeated).count());
    }

    /** Waits for the next acknowledged change; how long there was none, in milliseconds. */
    private long silence() throws Exception {
        long begin = System.nanoTime();
        awaitAcknowledged(acknowledged().size() + CLIENTS);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private void awaitShare(int fault, int faults) throws Exception {
        int share = CHANGES / CLIENTS / (faults + 1);
        senders.forEach(sender -> sender.allow(share * (fault + 1)));
        awaitAcknowledged(share * fault * CLIENTS);
        assertThat(acknowledged().size()).as("changes before fault " + fault).isLessThan(CHANGES - CLIENTS * 2);
    }

    private void awaitAcknowledged(int number) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS);
        while (acknowledged().size() < number) {
            for (Future<?> sender : running) {
                if (sender.isDone()) {
                    failAs(sender);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("only " + acknowledged().size() + " changes of " + number
                        + " acknowledged within " + STEP_SECONDS + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static void failAs(Future<?> sender) throws InterruptedException {
        try {
            sender.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a client gave up", e.getCause());
        }
    }

    private List<Acknowledged> acknowledged() {
        return senders.stream()
                .flatMap(sender -> sender.acknowledged().stream())
                .toList();
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}
