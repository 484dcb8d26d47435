package io.directorate.consensus.raft;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLogConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Prints commits per second and their times at 1, 16 and 64 outstanding, with an applier in memory. */
final class MeasureMain {
    private static final int ENTRY_BYTES = 1024;

    private MeasureMain() {}

    /** Keeps nothing but the position. */
    private static final class Nothing implements LogApplier {
        private volatile LogPosition applied = LogPosition.NONE;

        @Override
        public LogPosition applied() {
            return applied;
        }

        @Override
        public void apply(List<CommittedEntry> batch) {
            applied = batch.get(batch.size() - 1).position();
        }

        @Override
        public void snapshotTo(Path file) throws Exception {
            java.nio.file.Files.write(file, new byte[0]);
        }

        @Override
        public void restoreFrom(Path file) {
            throw new UnsupportedOperationException("nothing is restored here");
        }
    }

    /**
     * Runs.
     *
     * @param args a new directory, seconds for each figure
     */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[1]);
        long started = System.nanoTime();
        ServiceLogConfig config = ServiceLogConfig.alone(Path.of(args[0]));
        try (RatisServiceLog log = RatisServiceLog.open(config, new Nothing(), new HaltOnFatalError())) {
            LogFixture.await(log, LogState::ready);
            System.out.printf(Locale.ROOT, "ready after %d ms%n", (System.nanoTime() - started) / 1_000_000);
            run(log, 16, seconds, "warm-up");
            for (int outstanding : new int[] {1, 16, 64, 1, 16, 64}) {
                run(log, outstanding, seconds, "measured");
            }
        }
    }

    private static void run(RatisServiceLog log, int outstanding, int seconds, String name) throws Exception {
        long[] nanos = new long[4_000_000];
        AtomicInteger count = new AtomicInteger();
        Semaphore room = new Semaphore(outstanding);
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            room.acquire();
            long sent = System.nanoTime();
            log.append(new byte[ENTRY_BYTES]).whenComplete((position, failure) -> {
                if (failure == null) {
                    nanos[count.getAndIncrement()] = System.nanoTime() - sent;
                } else {
                    failure.printStackTrace();
                }
                room.release();
            });
        }
        room.acquire(outstanding);
        double took = (System.nanoTime() - start) / 1e9;
        int n = count.get();
        Arrays.sort(nanos, 0, n);
        System.out.printf(
                Locale.ROOT,
                "%s outstanding=%d rate=%.0f/s p50=%.2f ms p99=%.2f ms max=%.1f ms%n",
                name,
                outstanding,
                n / took,
                nanos[n / 2] / 1e6,
                nanos[(int) (n * 0.99)] / 1e6,
                nanos[n - 1] / 1e6);
    }
}
