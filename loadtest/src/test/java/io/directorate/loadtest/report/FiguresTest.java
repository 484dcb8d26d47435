package io.directorate.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Figures figures = new Figures(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void printsATableAndKeepsItForTheFile() throws IOException {
        Figures.put(
                figures.table("times", "Times", List.of("what", "p50"))
                        .addObject()
                        .put("what", "start"),
                Samples.of(1_000_000, 2_000_000, 9_000_000));
        figures.row(List.of("start", "2.0 ms"));
        Path file = folder.resolve("figures.json");
        Files.writeString(file, "of the last run");
        figures.write(file);

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("", "## Times", "", "| what | p50 |", "|---|---|", "| start | 2.0 ms |");
        JsonNode row = new ObjectMapper()
                .readTree(Files.readString(file))
                .path("times")
                .get(0);
        assertThat(row.path("what").asText()).isEqualTo("start");
        assertThat(row.path("p50Millis").asDouble()).isEqualTo(2);
        assertThat(row.path("p99Millis").asDouble()).isEqualTo(9);
        assertThat(row.path("minMillis").asDouble()).isEqualTo(1);
        assertThat(row.path("count").asInt()).isEqualTo(3);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void writesNothingWhereNoFileIsAskedFor() throws IOException {
        figures.write(null);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhetherALimitIsHeld() {
        assertThat(Figures.against(450, 1_000)).isEqualTo("0.45 (held)");
        assertThat(Figures.against(1_000, 1_000)).isEqualTo("1.00 (missed)");
        assertThatThrownBy(() -> Figures.against(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesAMedianThatWasReallySeen() {
        assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2);
        assertThatThrownBy(() -> Figures.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
