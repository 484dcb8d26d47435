package io.directorate.node.lab;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a client saw of a number of HTTP requests, each over a connection of its own.
 *
 * @param answers how many each real server answered, by its name
 * @param seenClients the addresses that the real servers saw as the client's
 * @param failures requests without a proper answer
 * @param firstFailure what was wrong with the first of them; empty when none failed
 */
public record TrafficReport(Map<String, Integer> answers, Set<String> seenClients, int failures, String firstFailure) {
    /** Freezes the maps. */
    public TrafficReport {
        answers = Collections.unmodifiableMap(new TreeMap<>(answers));
        seenClients = Collections.unmodifiableSet(new TreeSet<>(seenClients));
    }

    /**
     * Reads curl's output: for each request the body "NAME ADDRESS" if there was one, then a line
     * {@code = CURL_STATUS HTTP_STATUS MESSAGE}.
     */
    static TrafficReport parse(List<String> lines) {
        Map<String, Integer> answers = new TreeMap<>();
        Set<String> clients = new TreeSet<>();
        int failures = 0;
        String firstFailure = "";
        String body = "";
        for (String line : lines) {
            if (!line.startsWith("= ")) {
                body = line;
                continue;
            }
            String[] words = body.split(" ", -1);
            if (line.startsWith("= 0 200 ") && words.length == 2) {
                answers.merge(words[0], 1, Integer::sum);
                clients.add(words[1]);
            } else {
                failures++;
                firstFailure = firstFailure.isEmpty() ? (line.substring(2) + " " + body).strip() : firstFailure;
            }
            body = "";
        }
        return new TrafficReport(answers, clients, failures, firstFailure);
    }

    /** Requests in all. */
    public int requests() {
        return answered() + failures;
    }

    /** Requests that a real server answered. */
    public int answered() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many a real server answered. */
    public int answeredBy(String realServer) {
        return answers.getOrDefault(realServer, 0);
    }
}
