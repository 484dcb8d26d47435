package io.directorate.node.lab.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellQuoteTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "plain, plain",
                "/usr/bin/x-1.2_3, /usr/bin/x-1.2_3",
                "two words, 'two words'",
                "it's, 'it'\\''s'",
                "A=1, 'A=1'",
                "~, '~'",
                "$HOME, '$HOME'",
            })
    void quotesOnlyWhatNeedsIt(String word, String quoted) {
        assertThat(ShellQuote.quote(word)).isEqualTo(quoted);
    }

    @Test
    void quotesTheEmptyWord() {
        assertThat(ShellQuote.join("a", "", "b")).isEqualTo("a '' b");
    }

    @Test
    void refusesANulCharacter() {
        assertThatThrownBy(() -> ShellQuote.quote("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a\\0b");
    }

    @Test
    void bashReadsBackExactlyTheseWords() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                word.appendCodePoint(random.nextInt(4) == 0 ? random.nextInt(0xA0, 0x2000) : random.nextInt(1, 127));
            }
            words.add(word.toString());
        }

        String read = new HostShell().bash("printf '%s\\n--\\n' " + ShellQuote.join(words));

        assertThat(read).as("seed " + seed).isEqualTo(String.join("\n--\n", words) + "\n--\n");
    }
}
