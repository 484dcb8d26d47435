package io.directorate.dataplane.snat;

import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The words of a rule in one form, however a version of {@code iptables} orders and writes them: {@code -d 10.0.0.1} is
 * {@code -d 10.0.0.1/32}, {@code --vproto tcp} is {@code --vproto 6}.
 *
 * @param options name to value; {@code -m} is left out, since options say which matches there are
 */
record RuleText(SortedMap<String, String> options) {
    private static final Map<String, String> PROTOCOLS = Map.of("tcp", "6", "udp", "17", "sctp", "132");

    static RuleText parse(String line) {
        SortedMap<String, String> options = new TreeMap<>();
        List<String> words = List.of(line.strip().split("\\s+"));
        boolean negated = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("!")) {
                negated = true;
            } else if (word.startsWith("-")) {
                boolean hasValue = i + 1 < words.size()
                        && !words.get(i + 1).startsWith("-")
                        && !words.get(i + 1).equals("!");
                String value = hasValue ? words.get(++i) : "";
                if (!word.equals("-m") && !(word.equals("--ipvs") && value.isEmpty() && !negated)) {
                    options.merge((negated ? "!" : "") + word, plain(word, value), (a, b) -> a + "," + b);
                }
                negated = false;
            } else {
                options.merge("", word, (a, b) -> a + "," + b);
            }
        }
        return new RuleText(options);
    }

    private static String plain(String option, String value) {
        return switch (option) {
            case "-d", "--vaddr", "--to-source" -> plainAddress(value);
            case "-p", "--vproto" -> PROTOCOLS.getOrDefault(value.toLowerCase(Locale.ROOT), value);
            case "--mark" -> value.endsWith("/0xffffffff") ? value.substring(0, value.length() - 11) : value;
            default -> value.toLowerCase(Locale.ROOT);
        };
    }

    private static String plainAddress(String value) {
        int slash = value.indexOf('/');
        String address = slash < 0 ? value : value.substring(0, slash);
        String prefix = slash < 0 ? "" : value.substring(slash + 1);
        try {
            IpAddress parsed = IpAddress.parse(address);
            boolean whole = prefix.isEmpty()
                    || prefix.equals(String.valueOf(parsed.family().addressBits()));
            return whole ? parsed.toString() : parsed + "/" + prefix;
        } catch (InvalidValueException e) {
            return value;
        }
    }
}
