package io.directorate.node.lab.shell;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns words into bash source that means exactly those words. */
public final class ShellQuote {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-]+");

    private ShellQuote() {}

    /**
     * Quotes one word for bash.
     *
     * @param word any text without a NUL character
     * @return source that bash reads as that one word
     * @throws IllegalArgumentException when the word holds a NUL, which no command line can carry
     */
    public static String quote(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A command line word cannot hold a NUL character: " + printable(word));
        }

        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Quotes each word and joins them by blanks. */
    public static String join(Collection<String> words) {
        return words.stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
    }

    /** Quotes each word and joins them by blanks. */
    public static String join(String... words) {
        return join(List.of(words));
    }

    private static String printable(String word) {
        return word.replace("\0", "\\0");
    }
}
