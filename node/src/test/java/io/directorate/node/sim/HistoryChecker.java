package io.directorate.node.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what clients were told with what directors have. It is told each answer as it comes, by a simulation or from what clients of real
 * directors have recorded, and then checks histories.
 *
 * <p>Times are of one clock for all clients, in any unit. For one thread.
 */
public final class HistoryChecker {
    private static final int MOST_TOLD = 20;

    private final Map<String, Told> commands = new LinkedHashMap<>();

    /**
     * One event as a director has it.
     *
     * @param sequence dense, from 1
     * @param commandId of the command that led to it
     * @param hash of the chain up to it, or whatever else is the same on all directors
     */
    public record Row(long sequence, String commandId, String hash) {}

    /** What is known of one command. */
    private static final class Told {
        private final long firstSent;
        private int open;
        private boolean perhaps;
        private long acknowledgedAt = -1;
        private long sequence;
        private int events;

        Told(long firstSent) {
            this.firstSent = firstSent;
        }
    }

    /**
     * A client sends a command, for the first time or again.
     *
     * @param commandId of the command
     * @param at when
     */
    public void sent(String commandId, long at) {
        commands.computeIfAbsent(commandId, id -> new Told(at)).open++;
    }

    /**
     * A client is told that a command is applied.
     *
     * @param commandId of the command
     * @param sequence of its last event
     * @param events how many it led to
     * @param at when
     * @return what is wrong with that; empty if nothing is
     */
    public List<String> acknowledged(String commandId, long sequence, int events, long at) {
        Told told = told(commandId);
        told.open--;
        if (told.acknowledgedAt >= 0 && (told.sequence != sequence || told.events != events)) {
            return List.of(commandId + " was acknowledged as " + told.events + " events up to " + told.sequence
                    + ", and then as " + events + " events up to " + sequence);
        }
        told.sequence = sequence;
        told.events = events;
        told.acknowledgedAt = told.acknowledgedAt < 0 ? at : told.acknowledgedAt;
        return List.of();
    }

    /**
     * A client is told for certain that one sending led to nothing.
     *
     * @param commandId of the command
     */
    public void refused(String commandId) {
        told(commandId).open--;
    }

    /**
     * A client is told that the outcome of one sending is not known, or is told nothing.
     *
     * @param commandId of the command
     */
    public void unknown(String commandId) {
        Told told = told(commandId);
        told.open--;
        told.perhaps = true;
    }

    /**
     * Tells whether every sending of a command was refused for certain, so that it must not be in any history.
     *
     * @param commandId of the command
     * @return false for one that nobody sent
     */
    public boolean isRefused(String commandId) {
        Told told = commands.get(commandId);
        return told != null && told.open == 0 && !told.perhaps && told.acknowledgedAt < 0;
    }

    private Told told(String commandId) {
        Told told = commands.get(commandId);
        if (told == null) {
            throw new IllegalArgumentException("command " + commandId + " is answered, but was never sent");
        }
        return told;
    }

    /**
     * Checks the histories of directors: each is dense, all begin alike, each has what was acknowledged exactly once and where that was said, nothing
     * that was refused or that nobody sent, and what was acknowledged before another command was sent stands before that one.
     *
     * @param histories by director; whole ones, from sequence 1 on
     * @return what is wrong, at most 20 lines; empty if nothing is
     */
    public List<String> check(Map<String, List<Row>> histories) {
        Problems problems = new Problems();
        String longest = "";
        List<Row> longestRows = List.of();
        for (Map.Entry<String, List<Row>> history : histories.entrySet()) {
            dense(history.getKey(), history.getValue(), problems);
            if (history.getValue().size() > longestRows.size()) {
                longest = history.getKey();
                longestRows = history.getValue();
            }
        }
        for (Map.Entry<String, List<Row>> history : histories.entrySet()) {
            beginsAlike(history, longest, longestRows, problems);
        }
        for (Map.Entry<String, List<Row>> history : histories.entrySet()) {
            answers(history.getKey(), history.getValue(), problems);
        }
        return problems.lines;
    }

    private static void dense(String director, List<Row> rows, Problems problems) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).sequence != i + 1) {
                problems.add(director + ": event " + rows.get(i).sequence + " stands where " + (i + 1) + " belongs");
                return;
            }
        }
    }

    private static void beginsAlike(
            Map.Entry<String, List<Row>> history, String other, List<Row> rows, Problems problems) {
        List<Row> own = history.getValue();
        for (int i = 0; i < own.size(); i++) {
            if (!own.get(i).equals(rows.get(i))) {
                problems.add(history.getKey() + " has " + own.get(i) + " where " + other + " has " + rows.get(i));
                return;
            }
        }
    }

    private void answers(String director, List<Row> rows, Problems problems) {
        Map<String, Integer> count = new HashMap<>();
        Map<String, Long> first = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (Row row : rows) {
            count.merge(row.commandId, 1, Integer::sum);
            first.putIfAbsent(row.commandId, row.sequence);
            last.put(row.commandId, row.sequence);
        }
        Set<String> unknown = new HashSet<>(count.keySet());
        unknown.removeAll(commands.keySet());
        unknown.forEach(id -> problems.add(director + " has " + id + ", which nobody sent"));
        commands.forEach((id, told) -> {
            int events = count.getOrDefault(id, 0);
            if (told.acknowledgedAt >= 0 && events != told.events) {
                problems.add(director + " has " + events + " events of " + id + ", acknowledged as " + told.events);
            } else if (told.acknowledgedAt >= 0 && events > 0 && last.getOrDefault(id, 0L) != told.sequence) {
                problems.add(director + " has " + id + " at " + last.get(id) + ", acknowledged at " + told.sequence);
            } else if (events > 0 && isRefused(id)) {
                problems.add(director + " has " + id + ", which was refused for certain");
            }
        });
        order(director, first, problems);
    }

    /** What was acknowledged before another was sent stands before it. */
    private void order(String director, Map<String, Long> first, Problems problems) {
        List<Map.Entry<String, Told>> bySending = new ArrayList<>(commands.entrySet());
        bySending.removeIf(entry -> !first.containsKey(entry.getKey()));
        bySending.sort((a, b) -> Long.compare(a.getValue().firstSent, b.getValue().firstSent));
        List<Map.Entry<String, Told>> byAnswer = new ArrayList<>(bySending);
        byAnswer.removeIf(entry -> entry.getValue().acknowledgedAt < 0);
        byAnswer.sort((a, b) -> Long.compare(a.getValue().acknowledgedAt, b.getValue().acknowledgedAt));
        long highest = 0;
        String highestId = "";
        int next = 0;
        for (Map.Entry<String, Told> sent : bySending) {
            while (next < byAnswer.size() && byAnswer.get(next).getValue().acknowledgedAt < sent.getValue().firstSent) {
                Told told = byAnswer.get(next).getValue();
                highestId = told.sequence > highest ? byAnswer.get(next).getKey() : highestId;
                highest = Math.max(highest, told.sequence);
                next++;
            }
            if (first.getOrDefault(sent.getKey(), Long.MAX_VALUE) <= highest) {
                problems.add(director + " has " + sent.getKey() + " at " + first.get(sent.getKey())
                        + ", though it was sent only after " + highestId + " was acknowledged at " + highest);
            }
        }
    }

    private static final class Problems {
        private final List<String> lines = new ArrayList<>();

        void add(String line) {
            if (lines.size() < MOST_TOLD) {
                lines.add(line);
            }
        }
    }
}
