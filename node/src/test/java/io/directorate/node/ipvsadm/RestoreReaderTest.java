package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreReaderTest {
    private static List<List<String>> read(String text, boolean script) throws IOException {
        RestoreReader reader =
                new RestoreReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), script);
        List<List<String>> lines = new ArrayList<>();
        for (Optional<List<String>> line = reader.next(); line.isPresent(); line = reader.next()) {
            lines.add(line.get());
        }
        return lines;
    }

    @Test
    void splitsAtBlanksAndSkipsEmptyLinesAndTheProgramsName() throws IOException {
        assertThat(read("\n \t\r\n  -A\t-t  x:1 \r\nipvsadm -D\n-C", false))
                .containsExactly(List.of("-A", "-t", "x:1"), List.of("-D"), List.of("-C"));
    }

    @Test
    void takesQuotesAndHashesAsTheyAre() throws IOException {
        assertThat(read("#a 'b c' #d\n", false)).containsExactly(List.of("#a", "'b", "c'", "#d"));
    }

    @Test
    void losesALastLineThatEndsInTwoBlanksAsTheOriginal() throws IOException {
        assertThat(read("-A \n-B ", false)).containsExactly(List.of("-A"), List.of("-B"));
        assertThat(read("-A \n-B  ", false)).containsExactly(List.of("-A"));
    }

    @Test
    void readsAScriptWithoutItsCommentsAndLosesNothing() throws IOException {
        assertThat(read("# saved\n-A\n-B  ", true)).containsExactly(List.of("-A"), List.of("-B"));
    }

    @Test
    void refusesAnEndlessLine() {
        assertThatThrownBy(() -> read("x".repeat(RestoreReader.MAX_LINE_BYTES + 1), false))
                .isInstanceOf(CallFailure.class)
                .hasMessageContaining("longer than 65536 bytes");
    }
}
