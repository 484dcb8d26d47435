package io.directorate.node.ipvsadm;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a call came to.
 *
 * @param status its exit status
 * @param out standard output
 * @param err standard error
 */
record Outcome(int status, String out, String err) {
    /** The same without the warnings that the C program does not give. */
    Outcome withoutWarnings() {
        String rest = err.lines()
                .filter(line -> !line.startsWith("Warning: "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return new Outcome(status, out, rest);
    }

    /** The same with the lines of standard output sorted: the order of a table can depend on the kernel's hash of the namespace. */
    Outcome sorted() {
        String lines = Arrays.stream(out.split("\n", -1)).sorted().collect(Collectors.joining("\n"));
        return new Outcome(status, lines, err);
    }

    @Override
    public String toString() {
        return "status " + status + "\n--- standard output\n" + out + "--- standard error\n" + err;
    }
}
