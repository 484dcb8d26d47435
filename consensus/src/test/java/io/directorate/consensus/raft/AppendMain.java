package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogState;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Semaphore;

/** A process that appends until it is killed, and says what was acknowledged. */
final class AppendMain {
    private static final int OUTSTANDING = 16;

    private AppendMain() {}

    /**
     * Runs.
     *
     * @param args root directory, name of this run, seed
     */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Random random = new Random(Long.parseLong(args[2]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        FileApplier applier = FileApplier.open(root.resolve("state"));
        RatisServiceLog log = RatisServiceLog.open(LogFixture.config(root, 300), applier, new HaltOnFatalError());
        LogFixture.await(log, LogState::ready);
        log.state().tailCut().ifPresent(cut -> out.println("CUT " + cut));
        out.println("READY " + log.state().applied().index());
        Semaphore room = new Semaphore(OUTSTANDING);
        for (int i = 0; ; i++) {
            room.acquire();
            String id = args[1] + "/" + i;
            String text = id + " " + "x".repeat(random.nextInt(6000));
            log.append(LogFixture.bytes(text)).whenComplete((LogPosition position, Throwable failure) -> {
                out.println(failure == null ? "ACK " + id + " " + position.index() : "FAIL " + id + " " + failure);
                room.release();
            });
        }
    }
}
