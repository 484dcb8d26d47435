package io.directorate.node.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits arguments into options as popt 1.19 does ({@code poptGetNextOpt}): long names in full, {@code --long=value}, short ones
 * combined, attached values with or without {@code =}, an optional value only where the next word does not begin with a dash, and words
 * that are no option left over, in order. One use, one thread.
 */
final class PoptScanner {
    /**
     * One option as it was given.
     *
     * @param word which
     * @param argument its value; null if it has none
     */
    record Option(Word word, @Nullable String argument) {}

    private final List<String> arguments;
    private final List<String> leftovers = new ArrayList<>();
    private int next;
    private @Nullable String cluster;
    private boolean onlyLeftovers;
    private @Nullable String error;

    PoptScanner(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    /** The next option; null at the end or at an error. */
    @Nullable
    Option next() {
        while (cluster == null) {
            if (next == arguments.size()) {
                return null;
            }
            String text = arguments.get(next++);
            if (onlyLeftovers || !text.startsWith("-") || text.equals("-")) {
                leftovers.add(text);
            } else if (text.equals("--")) {
                onlyLeftovers = true;
            } else if (text.startsWith("--")) {
                return longOption(text.substring(2));
            } else {
                cluster = text.substring(1);
            }
        }
        return shortOption(cluster);
    }

    private @Nullable Option longOption(String text) {
        int equals = text.indexOf('=');
        Word word = Word.ofLong(equals < 0 ? text : text.substring(0, equals));
        if (word == null) {
            return failure("unknown option");
        }
        String attached = equals < 0 ? null : text.substring(equals + 1);
        if (word.argument() == Word.Argument.NONE) {
            return attached == null ? new Option(word, null) : failure("option does not take an argument");
        }
        return attached == null ? withNextWord(word) : new Option(word, attached);
    }

    private @Nullable Option shortOption(String letters) {
        cluster = null;
        Word word = letters.isEmpty() ? null : Word.ofShort(letters.charAt(0));
        if (word == null) {
            return failure("unknown option");
        }
        String rest = letters.substring(1);
        if (word.argument() == Word.Argument.NONE) {
            if (rest.startsWith("=")) {
                return failure("option does not take an argument");
            }
            cluster = rest.isEmpty() ? null : rest;
            return new Option(word, null);
        }
        if (rest.isEmpty()) {
            return withNextWord(word);
        }
        return new Option(word, rest.startsWith("=") ? rest.substring(1) : rest);
    }

    private @Nullable Option withNextWord(Word word) {
        boolean optional = word.argument() == Word.Argument.OPTIONAL;
        if (next == arguments.size()) {
            return optional ? new Option(word, null) : failure("missing argument");
        }
        if (optional && arguments.get(next).startsWith("-")) {
            return new Option(word, null);
        }
        return new Option(word, arguments.get(next++));
    }

    private @Nullable Option failure(String message) {
        error = message;
        return null;
    }

    /** What was wrong where {@link #next} returned null; null if it was the end. */
    @Nullable
    String error() {
        return error;
    }

    /** The whole word that was read last, as popt shows it in errors; empty before the first. */
    String lastWord() {
        return next == 0 ? "" : arguments.get(next - 1);
    }

    /** The words that were no options. */
    List<String> leftovers() {
        return leftovers;
    }
}
