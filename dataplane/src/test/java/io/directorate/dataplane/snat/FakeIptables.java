package io.directorate.dataplane.snat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code iptables-legacy} and its kin do to table {@code nat}, as far as our rules go. It prints rules as version 1.8.9 does. */
public final class FakeIptables implements CommandRunner {
    private final Map<String, Map<String, List<String>>> tables = new HashMap<>();
    private final Set<String> installed =
            new TreeSet<>(Set.of("iptables-legacy", "ip6tables-legacy", "iptables", "ip6tables"));
    private final List<String> calls = new ArrayList<>();
    private Optional<IOException> failure = Optional.empty();
    private Optional<String> refusal = Optional.empty();

    /** Takes a program away. */
    public void uninstall(String... programs) {
        installed.removeAll(Set.of(programs));
    }

    /** Lets the next call fail to end. */
    public void failNext(IOException e) {
        failure = Optional.of(e);
    }

    /** Lets restoring be refused with these words, until told otherwise. */
    public void refuse(Optional<String> words) {
        refusal = words;
    }

    /** The calls since the last asking, without paths and options. */
    public List<String> calls() {
        List<String> made = List.copyOf(calls);
        calls.clear();
        return made;
    }

    /** A chain of a family, as {@code -S} prints it without its name; absent chains are empty. */
    public List<String> chain(String tool, String name) {
        return tables.getOrDefault(tool, Map.of()).getOrDefault(name, List.of());
    }

    /** Whether there is such a chain. */
    public boolean hasChain(String tool, String name) {
        return tables.getOrDefault(tool, Map.of()).containsKey(name);
    }

    /** Somebody else changes a chain. */
    public List<String> edit(String tool, String name) {
        return table(tool).computeIfAbsent(name, absent -> new ArrayList<>());
    }

    @Override
    public Result run(List<String> command, String input, Duration timeout) throws IOException {
        String program = command.get(0);
        calls.add(program);
        if (failure.isPresent()) {
            IOException e = failure.get();
            failure = Optional.empty();
            throw e;
        }
        if (program.equals("cat")) {
            boolean v6 = command.get(1).contains("ip6");
            boolean loaded = tables.containsKey(v6 ? "ip6tables" : "iptables");
            return new Result(0, loaded ? "filter\nnat\n" : "", "");
        }
        boolean restore = program.endsWith("-restore");
        String base = restore ? program.substring(0, program.length() - 8) : program;
        if (!installed.contains(base)) {
            throw new IOException("Cannot run program \"" + program + "\": error=2, No such file or directory");
        }
        String tool = base.replace("-legacy", "");
        return restore ? restore(tool, input) : list(tool);
    }

    private Map<String, List<String>> table(String tool) {
        return tables.computeIfAbsent(tool, absent -> new LinkedHashMap<>(Map.of("POSTROUTING", new ArrayList<>())));
    }

    private Result list(String tool) {
        StringBuilder text = new StringBuilder("-P POSTROUTING ACCEPT\n");
        table(tool).keySet().stream()
                .filter(name -> !name.equals("POSTROUTING"))
                .forEach(name -> text.append("-N ").append(name).append('\n'));
        table(tool)
                .forEach((name, rules) -> rules.forEach(rule ->
                        text.append("-A ").append(name).append(' ').append(rule).append('\n')));
        return new Result(0, text.toString(), "");
    }

    private Result restore(String tool, String input) {
        if (refusal.isPresent()) {
            return new Result(2, "", refusal.get());
        }
        Map<String, List<String>> copy = new LinkedHashMap<>();
        table(tool).forEach((name, rules) -> copy.put(name, new ArrayList<>(rules)));
        for (String line : input.lines().toList()) {
            if (!restoreLine(copy, line)) {
                return new Result(1, "", "iptables-restore: line failed: " + line);
            }
        }
        tables.put(tool, copy);
        return new Result(0, "", "");
    }

    private static boolean restoreLine(Map<String, List<String>> chains, String line) {
        if (line.equals("*nat") || line.equals("COMMIT")) {
            return true;
        }
        if (line.startsWith(":")) {
            chains.put(line.substring(1, line.indexOf(' ')), new ArrayList<>());
            return true;
        }
        String[] words = line.split(" ", 3);
        List<String> chain = chains.get(words[1]);
        if (chain == null) {
            return false;
        }
        return switch (words[0]) {
            case "-A" -> chain.add(printed(words[2]));
            case "-I" -> {
                chain.add(0, printed(words[2].substring(2)));
                yield true;
            }
            case "-D" -> chain.remove(printed(words[2]));
            case "-F" -> {
                chain.clear();
                yield true;
            }
            case "-X" -> chain.isEmpty() && chains.remove(words[1]) != null;
            default -> false;
        };
    }

    /** The real one prints the matches of ipvs before the words that go with them differently from how we write them. */
    private static String printed(String rule) {
        return rule.replace("--vdir ORIGINAL --vmethod MASQ", "--vmethod MASQ --vdir ORIGINAL")
                .replace("-p 6", "-p tcp");
    }
}
