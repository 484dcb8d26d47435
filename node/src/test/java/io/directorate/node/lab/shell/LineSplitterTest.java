package io.directorate.node.lab.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(lines::add);

    private void accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        splitter.accept(bytes, bytes.length);
    }

    @Test
    void joinsPiecesAndCutsAtLineEnds() {
        accept("a");
        accept("b\nc\r\n\nd");

        assertThat(lines).containsExactly("ab", "c", "");
        splitter.finish();
        assertThat(lines).containsExactly("ab", "c", "", "d");
    }

    @Test
    void keepsCharactersWholeThatArriveInPieces() {
        for (byte piece : "ü€\n".getBytes(StandardCharsets.UTF_8)) {
            splitter.accept(new byte[] {piece}, 1);
        }

        assertThat(lines).containsExactly("ü€");
    }

    @Test
    void handsOnAnEndlessLineInPieces() {
        byte[] block = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 25; i++) {
            splitter.accept(block, block.length);
        }
        splitter.finish();

        assertThat(lines)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(LineSplitter.MAX_LINE_BYTES));
        assertThat(lines.stream().mapToInt(String::length).sum()).isEqualTo(2_500_000);
    }
}
