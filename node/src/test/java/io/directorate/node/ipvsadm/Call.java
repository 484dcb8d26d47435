package io.directorate.node.ipvsadm;

import java.util.ArrayList;
import java.util.List;

/**
 * A call of {@code ipvsadm}.
 *
 * @param arguments without the program
 * @param input standard input; empty for none
 */
record Call(List<String> arguments, String input) {
    private static final char ARGUMENT_END = '\u001f';
    private static final char INPUT_START = '\u001e';

    static Call of(String... arguments) {
        return new Call(List.of(arguments), "");
    }

    /** Arguments separated by single blanks. */
    static Call words(String words) {
        return of(words.split(" ", -1));
    }

    static Call restore(String input) {
        return new Call(List.of("-R"), input);
    }

    String encode() {
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            line.append(argument).append(ARGUMENT_END);
        }
        if (!input.isEmpty()) {
            line.append(INPUT_START)
                    .append(input.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
        }
        return line.toString();
    }

    static Call parse(String line) {
        int inputAt = line.indexOf(INPUT_START);
        String head = inputAt < 0 ? line : line.substring(0, inputAt);
        List<String> arguments = new ArrayList<>();
        for (int end = head.indexOf(ARGUMENT_END); end >= 0; end = head.indexOf(ARGUMENT_END)) {
            arguments.add(head.substring(0, end));
            head = head.substring(end + 1);
        }
        String input = inputAt < 0 ? "" : line.substring(inputAt + 1);
        return new Call(
                arguments, input.replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\"));
    }

    String describe() {
        return "ipvsadm " + String.join(" ", arguments)
                + (input.isEmpty() ? "" : " < " + input.replace("\n", "\\n").replace("\r", "\\r"));
    }
}
