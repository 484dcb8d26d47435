package io.directorate.dataplane.snat;

import io.directorate.events.model.AddressFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules in table {@code nat}, chain {@value #CHAIN}, by {@code iptables} and {@code ip6tables}: the legacy ones where they are installed and the
 * kernel has their table, else the system's own, which work on nftables. The chain is written by {@code iptables-restore --noflush}, in one
 * step: a packet sees the old rules or the new ones. Nothing outside the chain is touched but the one rule of {@code POSTROUTING} that leads to it.
 */
public final class IptablesSourceNatTable implements SourceNatTable {
    /** The chain that is ours. */
    public static final String CHAIN = "DIRECTORATE-SNAT";

    /** The longest that a call may take; it includes {@link #LOCK_SECONDS}. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** How long to wait for others who hold the lock of {@code iptables} ({@code -w}). */
    public static final int LOCK_SECONDS = 5;

    private static final String HOOK = "POSTROUTING -m ipvs --ipvs -j " + CHAIN;

    private final CommandRunner runner;
    private final List<String> prefix;
    private final Map<AddressFamily, String> tools = new EnumMap<>(AddressFamily.class);

    /**
     * Makes one for this process's network namespace.
     *
     * @param runner of programs
     */
    public IptablesSourceNatTable(CommandRunner runner) {
        this(runner, List.of());
    }

    /**
     * Makes one whose commands are run by another.
     *
     * @param runner of programs
     * @param prefix words before each command, such as {@code ip netns exec NAME}
     */
    public IptablesSourceNatTable(CommandRunner runner, List<String> prefix) {
        this.runner = runner;
        this.prefix = List.copyOf(prefix);
    }

    @Override
    public boolean mayHoldRules(AddressFamily family) {
        // Asking iptables would load the nat table, and with it connection tracking for all traffic; these two do not.
        boolean v4 = family == AddressFamily.IPV4;
        Optional<CommandRunner.Result> loaded =
                ask(List.of("cat", "/proc/self/net/" + (v4 ? "ip_tables_names" : "ip6_tables_names")));
        if (loaded.isPresent() && loaded.get().output().lines().anyMatch("nat"::equals)) {
            return true;
        }
        return ask(List.of("nft", "list", "chain", v4 ? "ip" : "ip6", "nat", CHAIN))
                .isPresent();
    }

    @Override
    public Chain read(AddressFamily family) throws SourceNatException {
        CommandRunner.Result result = run(words(tool(family), "-w " + LOCK_SECONDS + " -t nat -S"), "");
        require(result, tool(family) + " -t nat -S");
        boolean exists = false;
        boolean hooked = false;
        List<String> rules = new ArrayList<>();
        for (String line : result.output().lines().toList()) {
            exists |= line.equals("-N " + CHAIN);
            hooked |= line.startsWith("-A POSTROUTING ") && line.endsWith(" -j " + CHAIN);
            if (line.startsWith("-A " + CHAIN + " ")) {
                rules.add(line.substring(CHAIN.length() + 4));
            }
        }
        return new Chain(exists, hooked, rules);
    }

    @Override
    public void replace(AddressFamily family, Chain found, List<SourceNatRule> rules) throws SourceNatException {
        StringBuilder input = new StringBuilder("*nat\n");
        if (!rules.isEmpty()) {
            input.append(':').append(CHAIN).append(" - [0:0]\n");
            for (SourceNatRule rule : rules) {
                input.append("-A ")
                        .append(CHAIN)
                        .append(' ')
                        .append(rule.arguments())
                        .append('\n');
            }
            input.append(found.hooked() ? "" : "-I " + HOOK.replaceFirst(" ", " 1 ") + "\n");
        } else {
            input.append(found.hooked() ? "-D " + HOOK + "\n" : "");
            input.append(found.exists() ? "-F " + CHAIN + "\n-X " + CHAIN + "\n" : "");
        }
        input.append("COMMIT\n");
        String tool = tool(family) + "-restore";
        require(run(words(tool, "-w " + LOCK_SECONDS + " --noflush"), input.toString()), tool + " --noflush");
    }

    private String tool(AddressFamily family) throws SourceNatException {
        String known = tools.get(family);
        if (known != null) {
            return known;
        }
        String plain = family == AddressFamily.IPV4 ? "iptables" : "ip6tables";
        List<String> tried = new ArrayList<>();
        for (String candidate : List.of(plain + "-legacy", plain)) {
            try {
                CommandRunner.Result result =
                        run(words(candidate, "-w " + LOCK_SECONDS + " -t nat -S POSTROUTING"), "");
                if (result.exitStatus() == 0) {
                    tools.put(family, candidate);
                    return candidate;
                }
                tried.add(candidate + ": " + firstLine(result));
            } catch (SourceNatException e) {
                if (e.reason() == SourceNatException.Reason.UNKNOWN_OUTCOME) {
                    throw e;
                }
                tried.add(e.getMessage());
            }
        }
        throw new SourceNatException(
                SourceNatException.Reason.NO_TOOL,
                "fullnat needs " + plain
                        + " (package iptables) with the kernel's nat table and the match ipvs (module xt_ipvs): "
                        + String.join("; ", tried),
                null);
    }

    private Optional<CommandRunner.Result> ask(List<String> command) {
        try {
            return Optional.of(run(command, "")).filter(result -> result.exitStatus() == 0);
        } catch (SourceNatException e) {
            return Optional.empty();
        }
    }

    private CommandRunner.Result run(List<String> command, String input) throws SourceNatException {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        try {
            return runner.run(whole, input, TIMEOUT);
        } catch (IOException e) {
            boolean absent = String.valueOf(e.getMessage()).startsWith("Cannot run program");
            throw new SourceNatException(
                    absent ? SourceNatException.Reason.NO_TOOL : SourceNatException.Reason.UNKNOWN_OUTCOME,
                    absent ? command.get(0) + " is not installed" : String.join(" ", command) + ": " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceNatException(
                    SourceNatException.Reason.UNKNOWN_OUTCOME, String.join(" ", command) + " was interrupted", e);
        }
    }

    private static void require(CommandRunner.Result result, String what) throws SourceNatException {
        if (result.exitStatus() != 0) {
            throw new SourceNatException(
                    SourceNatException.Reason.REFUSED,
                    what + " ended with status " + result.exitStatus() + ": " + firstLine(result)
                            + ". Fullnat needs the kernel modules nf_nat, xt_ipvs and, for several local addresses, xt_statistic",
                    null);
        }
    }

    private static String firstLine(CommandRunner.Result result) {
        return result.errors()
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("no word of why");
    }

    private static List<String> words(String program, String arguments) {
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(Arrays.asList(arguments.split(" ")));
        return words;
    }
}
