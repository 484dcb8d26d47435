package io.directorate.loadtest.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cluster benchmark is asked for.
 *
 * @param commits changes for each figure in each repetition
 * @param repeats how often rates are measured, the directors in turn
 * @param changes weights changed for the time from request to table
 * @param rounds faults of each kind
 * @param starts starts of a cluster that has a history
 * @param idleSeconds wait before memory counts as that of an idle director
 * @param json where the figures go as JSON, too
 * @param extra file with more lines for the directors' configuration
 */
public record ClusterOptions(
        int commits,
        int repeats,
        int changes,
        int rounds,
        int starts,
        int idleSeconds,
        Optional<Path> json,
        Optional<Path> extra) {
    /** How it is called. */
    public static final String HELP = """
            Usage: loadtest cluster [OPTIONS]
            Starts three directors of one cluster on 127.0.0.1 to 127.0.0.3, and one alone, each in a process of its own with its
            table in memory, and measures them: changes a second, request to table, loss of the leader, start, memory.
              --commits N     changes for each rate and repetition, 100 to 1000000 (default 1000)
              --repeats N     repetitions of the rates, 1 to 100 (default 3)
              --changes N     weights changed for request to table, 10 to 100000 (default 300)
              --rounds N      losses of the leader of each kind, 1 to 1000 (default 5)
              --starts N      starts of a cluster with a history, 1 to 100 (default 3)
              --idle SECONDS  wait before memory is that of an idle director, 1 to 600 (default 15)
              --json FILE     writes the figures there, too
              --extra FILE    more lines for each configuration of the cluster; they continue its last section, 'cluster'.
                              %NAME% and %ADDRESS% stand for the director's
              --help          shows this
            LOADTEST_DIRECTOR_OPTS sets flags for the directors' JVMs. Figures of a busy machine say little: its load is told.
            """;

    private static final Map<String, int[]> NUMBERS = Map.of(
            "--commits", new int[] {100, 1_000_000, 1_000},
            "--repeats", new int[] {1, 100, 3},
            "--changes", new int[] {10, 100_000, 300},
            "--rounds", new int[] {1, 1_000, 5},
            "--starts", new int[] {1, 100, 3},
            "--idle", new int[] {1, 600, 15});
    private static final List<String> FILES = List.of("--json", "--extra");

    /**
     * Reads them.
     *
     * @param words what follows {@code cluster} on the command line
     * @return the options
     * @throws IllegalArgumentException if a word is not understood, with what is wrong
     */
    public static ClusterOptions parse(List<String> words) {
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, Path> files = new HashMap<>();
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String name = left.remove(0);
            int[] range = NUMBERS.get(name);
            if (range == null && !FILES.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is not an option");
            }
            if (left.isEmpty()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = left.remove(0);
            if (range == null) {
                files.put(name, Path.of(value).toAbsolutePath());
            } else {
                numbers.put(name, number(name, value, range));
            }
        }
        return new ClusterOptions(
                value(numbers, "--commits"),
                value(numbers, "--repeats"),
                value(numbers, "--changes"),
                value(numbers, "--rounds"),
                value(numbers, "--starts"),
                value(numbers, "--idle"),
                Optional.ofNullable(files.get("--json")),
                Optional.ofNullable(files.get("--extra")));
    }

    private static int value(Map<String, Integer> given, String name) {
        int[] range = NUMBERS.getOrDefault(name, new int[3]);
        return given.getOrDefault(name, range[2]);
    }

    private static int number(String name, String value, int[] range) {
        int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
        if (number < range[0] || number > range[1]) {
            throw new IllegalArgumentException(
                    name + " is '" + value + "', must be a number from " + range[0] + " to " + range[1]);
        }
        return number;
    }
}
