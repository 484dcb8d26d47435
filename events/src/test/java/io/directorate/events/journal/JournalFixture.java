package io.directorate.events.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Batches, commands and settings for journal tests. */
final class JournalFixture {
    static final String MEND = "directorate cluster recover --data-dir /var/lib/directorate";
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T10:00:00Z"));

    private JournalFixture() {}

    static JournalOptions options(Path directory) {
        return new JournalOptions(directory.resolve("keys"), 100, 10, Duration.ofSeconds(5), CLOCK, MEND);
    }

    static JournalEvent event(String type, String body, String... subjects) {
        return new JournalEvent(type, List.of(subjects), body.getBytes(StandardCharsets.UTF_8));
    }

    static JournalCommand command(String id, JournalEvent... events) {
        return new JournalCommand(id, "digest-" + id, "alice", "because", 1_000, List.of(events));
    }

    static JournalBatch batch(long index, JournalCommand... commands) {
        return new JournalBatch(index, 1, List.of(commands));
    }

    /** One batch of one command of one event. */
    static JournalBatch single(long index) {
        return batch(
                index,
                new JournalCommand(
                        "command-" + index,
                        "digest",
                        index % 2 == 0 ? "alice" : "bob",
                        "reason " + index,
                        index * 1_000,
                        List.of(event(
                                "weight-set",
                                "{\"weight\":" + index + "}",
                                "service:tcp/192.0.2." + index % 5 + ":80",
                                "real-server:10.0.0." + index % 7 + ":80"))));
    }

    static List<JournalBatch> singles(long fromIndex, long toIndex) {
        List<JournalBatch> batches = new ArrayList<>();
        for (long index = fromIndex; index <= toIndex; index++) {
            batches.add(single(index));
        }
        return batches;
    }
}
