package io.directorate.node.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the real {@code ipvsadm -Ln --stats --exact} counts of each service and each of its real servers: connections, packets and bytes in and
 * out. All of them begin at zero when an object is made anew, so counters that never fall tell that none was.
 */
record IpvsCounters(Map<String, List<Long>> values) {
    static IpvsCounters parse(String text) {
        Map<String, List<Long>> values = new LinkedHashMap<>();
        String service = "";
        for (String line : text.lines().toList()) {
            List<String> words = List.of(line.strip().split("\\s+"));
            boolean ofServer = words.get(0).equals("->");
            if (words.size() < 3 || !words.get(words.size() - 1).matches("[0-9]+")) {
                continue;
            }
            service = ofServer ? service : words.get(0) + " " + words.get(1);
            List<Long> counted = new ArrayList<>();
            words.subList(2, words.size()).forEach(word -> counted.add(Long.parseLong(word)));
            values.put(ofServer ? service + " -> " + words.get(1) : service, counted);
        }
        return new IpvsCounters(values);
    }

    /** Connections that all services took. */
    long connections() {
        return values.entrySet().stream()
                .filter(entry -> !entry.getKey().contains("->"))
                .mapToLong(entry -> entry.getValue().get(0))
                .sum();
    }

    /** What fell, or is gone, since earlier; nothing if each counter went on. */
    List<String> fallenSince(IpvsCounters earlier) {
        List<String> fallen = new ArrayList<>();
        earlier.values.forEach((object, before) -> {
            List<Long> now = values.getOrDefault(object, List.of());
            boolean kept = now.size() == before.size();
            for (int i = 0; kept && i < now.size(); i++) {
                kept = now.get(i) >= before.get(i);
            }
            if (!kept) {
                fallen.add(object + ": " + before + ", now " + now);
            }
        });
        return fallen;
    }
}
