package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.events.journal.VerifyReport;
import io.directorate.node.director.ChangeSender.Acknowledged;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** A director that is killed while changes come in: what it acknowledged is there, once, whatever moment it was. */
class DirectorKillIT {
    private static final Logger LOG = LoggerFactory.getLogger(DirectorKillIT.class);
    private static final long SEED = 20_261_121L;
    private static final int KILLS = 50;
    private static final int CLIENTS = 8;
    private static final int CHANGES = 2_000;
    /** One of so many starts is killed on its way, too. */
    private static final int KILLED_START_EVERY = 10;
    /** Small, so that kills also meet snapshots. */
    private static final int SNAPSHOT_ENTRIES = 50;

    private static final long STEP_SECONDS = 120;

    private final Random random = new Random(SEED);
    private final AtomicLong retries = new AtomicLong();
    private final List<ChangeSender> senders = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void keepsEachAcknowledgedChangeOnceThroughFiftyKillsDuringTwoThousandChanges() throws Exception {
        long begin = System.nanoTime();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (ChildDirector director = new ChildDirector(folder, SNAPSHOT_ENTRIES)) {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 1; number <= CLIENTS; number++) {
                ChangeSender sender = new ChangeSender(director.client(), number, CHANGES / CLIENTS, retries);
                senders.add(sender);
                running.add(clients.submit(sender));
            }
            int killedStarts = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                director.start();
                if (kill % KILLED_START_EVERY == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_500)));
                    director.kill();
                    killedStarts++;
                    director.start();
                }
                killAmidChanges(director, kill, running);
            }
            director.start();
            awaitAcknowledged(director, CHANGES, running);
            for (Future<?> sender : running) {
                sender.get(STEP_SECONDS, TimeUnit.SECONDS);
            }
            List<JsonNode> events = director.events();
            HistoryCheck.check(events, acknowledged(), CHANGES, 2 * (KILLS + killedStarts + 1));
            HistoryCheck.checkState(director, senders);
            director.kill();
            VerifyReport report = Recovery.verify(director.dataDir());
            assertThat(report.firstSequence()).isEqualTo(1);
            assertThat(report.rows()).isEqualTo(report.lastSequence()).isGreaterThanOrEqualTo(events.size());
            LOG.info(
                    "{} changes by {} clients, {} kills amid them and {} during starts, in {} s: {} sendings in vain,"
                            + " {} changes applied but not acknowledged at first, {} events, {} anchors verified",
                    CHANGES,
                    CLIENTS,
                    KILLS,
                    killedStarts,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                    retries,
                    acknowledged().stream().filter(Acknowledged::repeated).count(),
                    events.size(),
                    report.anchors());
        } finally {
            clients.shutdownNow();
        }
    }

    /** Kills it when it has acknowledged a random number of changes in this life, such that some are left for the kills to come. */
    private void killAmidChanges(ChildDirector director, int kill, List<Future<?>> running) throws Exception {
        int before = acknowledged().size();
        int share = (CHANGES - before) * 7 / 5 / (KILLS - kill + 2);
        awaitAcknowledged(director, before + 1 + random.nextInt(Math.max(1, share)), running);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(5_000)));
        director.kill();
        assertThat(acknowledged().size())
                .as("acknowledged at kill " + kill + ", seed " + SEED)
                .isBetween(before + 1, CHANGES - 1);
    }

    private void awaitAcknowledged(ChildDirector director, int number, List<Future<?>> running) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS);
        while (acknowledged().size() < number) {
            for (Future<?> sender : running) {
                failAs(sender);
            }
            director.check(deadline);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
        }
    }

    private static void failAs(Future<?> sender) throws InterruptedException {
        if (sender.isDone()) {
            try {
                sender.get();
            } catch (ExecutionException e) {
                throw new AssertionError("a client gave up, seed " + SEED, e.getCause());
            }
        }
    }

    private List<Acknowledged> acknowledged() {
        return senders.stream()
                .flatMap(sender -> sender.acknowledged().stream())
                .toList();
    }
}
