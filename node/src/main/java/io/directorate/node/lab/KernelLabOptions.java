package io.directorate.node.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run of the kernel lab does.
 *
 * @param memoryMegabytes of the guest
 * @param rounds how long traffic goes on: empty until interrupted, zero for one round, else at least so long
 * @param command run this in the guest instead of traffic; empty for traffic
 * @param node where the command runs: {@link LabPlan#CLIENT}, "director1", "server1"…
 * @param withDirector whether a director runs and the sample configuration is applied
 * @param directory the command's working directory
 */
public record KernelLabOptions(
        int memoryMegabytes,
        Optional<Duration> rounds,
        List<String> command,
        String node,
        boolean withDirector,
        Path directory) {
    /** Freezes the list. */
    public KernelLabOptions {
        command = List.copyOf(command);
    }

    /** One round of traffic through the sample configuration. */
    public static KernelLabOptions once() {
        return new KernelLabOptions(
                1024,
                Optional.of(Duration.ZERO),
                List.of(),
                LabPlan.CLIENT,
                true,
                Path.of("").toAbsolutePath());
    }

    /** Runs a command instead of traffic. */
    public KernelLabOptions withCommand(String inNode, List<String> words) {
        return new KernelLabOptions(memoryMegabytes, rounds, words, inNode, withDirector, directory);
    }

    /** Leaves the director away: only guest and network. */
    public KernelLabOptions withoutDirector() {
        return new KernelLabOptions(memoryMegabytes, rounds, command, node, false, directory);
    }

    /** Sets how long traffic goes on. */
    public KernelLabOptions withRounds(Optional<Duration> howLong) {
        return new KernelLabOptions(memoryMegabytes, howLong, command, node, withDirector, directory);
    }

    /** Sets the guest's memory. */
    public KernelLabOptions withMemory(int megabytes) {
        return new KernelLabOptions(megabytes, rounds, command, node, withDirector, directory);
    }
}
