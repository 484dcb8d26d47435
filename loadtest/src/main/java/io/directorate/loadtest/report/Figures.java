package io.directorate.loadtest.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures of a benchmark: printed as tables while they come, and kept for a file of JSON. Used by one thread. */
public final class Figures {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double MILLION = 1e6;

    private final PrintStream out;
    private final ObjectNode all = MAPPER.createObjectNode();

    /**
     * Makes one.
     *
     * @param out takes the tables
     */
    public Figures(PrintStream out) {
        this.out = out;
    }

    /**
     * Returns what stands beside the tables.
     *
     * @return the root of the file, to be filled
     */
    public ObjectNode root() {
        return all;
    }

    /**
     * Prints a line.
     *
     * @param text of it
     */
    public void say(String text) {
        out.println(text);
    }

    /**
     * Begins a table.
     *
     * @param key its name in the file
     * @param title above it
     * @param columns its heads
     * @return its rows in the file
     */
    public ArrayNode table(String key, String title, List<String> columns) {
        out.printf("%n## %s%n%n| %s |%n|%s%n", title, String.join(" | ", columns), "---|".repeat(columns.size()));
        return all.putArray(key);
    }

    /**
     * Prints a row.
     *
     * @param cells of it
     */
    public void row(List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }

    /**
     * Keeps durations: median, p99, least and greatest in milliseconds, and how many there were.
     *
     * @param into takes them
     * @param samples what was measured
     */
    public static void put(ObjectNode into, Samples samples) {
        into.put("p50Millis", samples.medianNanos() / MILLION)
                .put("p99Millis", samples.percentileNanos(99) / MILLION)
                .put("minMillis", samples.leastNanos() / MILLION)
                .put("maxMillis", samples.percentileNanos(100) / MILLION)
                .put("count", samples.count());
    }

    /**
     * Says how a figure stands to what it may be at most.
     *
     * @param value measured
     * @param limit more than 0, of the same unit
     * @return such as {@code 0.45 (held)} or {@code 1.20 (missed)}
     */
    public static String against(double value, double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("a limit must be more than 0, not " + limit);
        }
        return String.format(Locale.ROOT, "%.2f (%s)", value / limit, value < limit ? "held" : "missed");
    }

    /**
     * Says the same of durations.
     *
     * @param nanos measured
     * @param limit more than 0
     * @return as above
     */
    public static String against(long nanos, Duration limit) {
        return against((double) nanos, (double) limit.toNanos());
    }

    /**
     * Returns the median of rates, as {@link Samples} takes it.
     *
     * @param values at least one
     * @return one of them
     */
    public static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return values.stream()
                .sorted()
                .skip((values.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param file where; nothing is written if absent
     * @throws IOException if it cannot be written
     */
    public void write(@Nullable Path file) throws IOException {
        if (file == null) {
            return;
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(part, MAPPER.writeValueAsString(all) + "\n");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
