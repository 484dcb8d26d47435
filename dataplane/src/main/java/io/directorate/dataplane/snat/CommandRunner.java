package io.directorate.dataplane.snat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Runs programs. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * What a program said.
     *
     * @param exitStatus 0 for done
     * @param output standard output
     * @param errors standard error
     */
    record Result(int exitStatus, String output, String errors) {}

    /**
     * Runs a program to its end.
     *
     * @param command the program, by path or found in {@code PATH}, and its arguments
     * @param input its standard input
     * @param timeout after which it is killed
     * @return what it said
     * @throws IOException if it cannot be started, does not end in time or says more than can be held
     * @throws InterruptedException if the thread is interrupted; the program is killed
     */
    Result run(List<String> command, String input, Duration timeout) throws IOException, InterruptedException;
}
