package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.options;
import static io.directorate.events.journal.JournalFixture.singles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalQueryTest {
    private static final int ROWS = 200;

    @TempDir
    private Path directory;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(directory.resolve("journal.db"), options(directory));
        journal.append(singles(1, ROWS));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private List<Long> sequences(JournalQuery query) {
        return journal.list(query).stream().map(JournalRow::sequence).toList();
    }

    @Test
    void findsBySequence() {
        assertThat(sequences(JournalQuery.all().sequences(5, 7))).containsExactly(5L, 6L, 7L);
        assertThat(sequences(JournalQuery.all().sequences(7, 5))).isEmpty();
    }

    @Test
    void findsByTime() {
        assertThat(sequences(JournalQuery.all().time(5_000, 7_000))).containsExactly(5L, 6L);
        assertThat(sequences(JournalQuery.all().time(500_000, 700_000))).isEmpty();
    }

    @Test
    void findsByActorNewestFirst() {
        assertThat(sequences(JournalQuery.all().by("bob").limit(3).newestFirst()))
                .containsExactly(199L, 197L, 195L);
        assertThat(sequences(JournalQuery.all().by("carol"))).isEmpty();
    }

    @Test
    void findsBySubjectExactly() {
        assertThat(sequences(
                        JournalQuery.all().about("service:tcp/192.0.2.3:80").limit(3)))
                .containsExactly(3L, 8L, 13L);
        assertThat(sequences(JournalQuery.all().about("service:tcp/192.0.2.3"))).isEmpty();
    }

    @Test
    void findsBySubjectPrefix() {
        assertThat(sequences(
                        JournalQuery.all().aboutPrefix("service:tcp/192.0.2.3").limit(2)))
                .containsExactly(3L, 8L);
        assertThat(sequences(JournalQuery.all().aboutPrefix("service:"))).hasSize(ROWS);
    }

    @Test
    void findsByType() {
        assertThat(sequences(JournalQuery.all().ofType("weight-set"))).hasSize(ROWS);
        assertThat(sequences(JournalQuery.all().ofType("weight"))).isEmpty();
    }

    @Test
    void refusesALimitOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> JournalQuery.all().limit(0));
        assertThatIllegalArgumentException().isThrownBy(() -> JournalQuery.all().limit(10_001));
    }

    @Test
    void answersEveryCombinationAsAPlainFilterDoes() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        List<JournalRow> all = journal.list(JournalQuery.all());
        for (int round = 0; round < 300; round++) {
            JournalQuery query = random(random);
            Stream<JournalRow> expected = all.stream().filter(matches(query));
            if (query.descending()) {
                expected = expected.sorted((a, b) -> Long.compare(b.sequence(), a.sequence()));
            }
            assertThat(journal.list(query))
                    .as("seed %d, %s", seed, query)
                    .isEqualTo(expected.limit(query.limit()).toList());
        }
    }

    private static JournalQuery random(Random random) {
        JournalQuery query = JournalQuery.all().limit(1 + random.nextInt(50));
        if (random.nextBoolean()) {
            query = query.sequences(random.nextInt(ROWS), random.nextInt(ROWS + 20));
        }
        if (random.nextBoolean()) {
            query = query.time(random.nextInt(ROWS) * 1_000L, random.nextInt(ROWS + 20) * 1_000L);
        }
        if (random.nextBoolean()) {
            query = query.by(random.nextBoolean() ? "alice" : "bob");
        }
        if (random.nextBoolean()) {
            query = query.ofType(random.nextInt(4) == 0 ? "other" : "weight-set");
        }
        switch (random.nextInt(5)) {
            case 0 -> query = query.about("real-server:10.0.0." + random.nextInt(8) + ":80");
            case 1 -> query = query.aboutPrefix(random.nextBoolean() ? "real-server:10.0.0.3" : "service:");
            case 2 -> query = query.about("service:tcp/192.0.2." + random.nextInt(8) + ":80");
            case 3 -> query = query.aboutPrefix(random.nextBoolean() ? "service:tcp/192.0.2.3" : "service:tcp/");
            default -> {}
        }
        return random.nextBoolean() ? query.newestFirst() : query;
    }

    private static Predicate<JournalRow> matches(JournalQuery query) {
        return row -> row.sequence() >= query.fromSequence()
                && row.sequence() <= query.toSequence()
                && row.timeMillis() >= query.fromMillis()
                && row.timeMillis() < query.toMillis()
                && query.actor().map(row.actor()::equals).orElse(true)
                && query.type().map(row.type()::equals).orElse(true)
                && query.subject()
                        .map(wanted -> row.subjects().stream()
                                .anyMatch(text ->
                                        wanted.prefix() ? text.startsWith(wanted.text()) : text.equals(wanted.text())))
                        .orElse(true);
    }
}
