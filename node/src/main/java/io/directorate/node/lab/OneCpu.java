package io.directorate.node.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a guest on one CPU.
 *
 * <p>User-Mode Linux has one CPU, but each system call in it goes from one host process to another. On one CPU that is a switch; across two it
 * wakes the other one each time, and takes twice as long.
 */
final class OneCpu {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final String FIELD = "Cpus_allowed_list:";
    private static final AtomicInteger TURN =
            new AtomicInteger((int) ProcessHandle.current().pid());

    private OneCpu() {}

    /** The words before a guest's command line; none where it makes no difference, or cannot be told. */
    static List<String> words() {
        if (!Files.isExecutable(TASKSET)) {
            return List.of();
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(FIELD)) {
                    return words(cpus(line.substring(FIELD.length()).strip()), TURN.getAndIncrement());
                }
            }
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
        return List.of();
    }

    /** Guests take turns over the CPUs. */
    static List<String> words(List<Integer> cpus, int turn) {
        return cpus.size() < 2
                ? List.of()
                : List.of(TASKSET.toString(), "-c", Integer.toString(cpus.get(Math.floorMod(turn, cpus.size()))));
    }

    /** Reads a list such as {@code 0-3,8} (proc(5)). */
    static List<Integer> cpus(String list) {
        List<Integer> cpus = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int last = Integer.parseInt(part.substring(dash + 1));
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }
}
