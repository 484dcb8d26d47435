package io.directorate.node.ipvsadm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits the input of {@code -R} into lines of words as {@code ipvsadm} does: blanks, tabs and carriage returns separate, the word {@code
 * ipvsadm} is left out wherever it stands, nothing quotes and nothing is a comment. A last line that ends in two blanks or more without a
 * line feed is lost. As {@code ipvsadm-restore} it skips lines that begin with {@code #}, and loses nothing. One thread.
 */
final class RestoreReader {
    /** The longest line that is taken. */
    static final int MAX_LINE_BYTES = 64 * 1024;

    private final InputStream input;
    private final StringBuilder word = new StringBuilder();
    private final boolean script;
    private boolean ended;

    /**
     * Makes a reader.
     *
     * @param input read byte by byte, so it should be buffered
     * @param script whether to read as {@code ipvsadm-restore}
     */
    RestoreReader(InputStream input, boolean script) {
        this.input = input;
        this.script = script;
    }

    /**
     * Reads a line that has words.
     *
     * @return its words; empty at the end of the input
     * @throws CallFailure for a line that is too long
     */
    Optional<List<String>> next() throws IOException {
        while (!ended) {
            List<String> words = line();
            if (!words.isEmpty()) {
                return Optional.of(words);
            }
        }
        return Optional.empty();
    }

    private List<String> line() throws IOException {
        List<String> words = new ArrayList<>();
        int length = 0;
        int blanks = 0;
        int first = 0;
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                ended = true;
                endWord(words);
                words = blanks < 2 || script ? words : List.of();
                break;
            }
            if (++length > MAX_LINE_BYTES) {
                throw CallFailure.usage("a line of the input is longer than " + MAX_LINE_BYTES + " bytes");
            }
            first = length == 1 ? c : first;
            if (c == ' ' || c == '\t' || c == '\r') {
                blanks++;
                endWord(words);
            } else {
                blanks = 0;
                word.append((char) c);
            }
        }
        endWord(words);
        return script && first == '#' ? List.of() : words;
    }

    private void endWord(List<String> words) {
        if (word.length() > 0) {
            String text = new String(word.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            if (!text.equals("ipvsadm")) {
                words.add(text);
            }
            word.setLength(0);
        }
    }
}
