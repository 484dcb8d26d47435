package io.directorate.loadtest.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A network namespace that is there for one measurement. Needs root. */
final class Namespace {
    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** Something done in a namespace. */
    @FunctionalInterface
    interface Work {
        void run(Namespace namespace) throws IOException, InterruptedException;
    }

    static void use(Work work) throws IOException, InterruptedException {
        String name = "rules-bench-" + ProcessHandle.current().pid();
        // Without any route every address counts as broadcast, which IPVS refuses.
        run("ip netns add " + name + " && ip -n " + name + " link set lo up");
        try {
            work.run(new Namespace(name));
        } finally {
            run("ip netns delete " + name);
        }
    }

    /** The words that run what stands behind them in here. */
    List<String> words() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Runs a shell's line in here; returns what it says. */
    String shell(String line) throws IOException, InterruptedException {
        return run("ip netns exec " + name + " " + line);
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(script + " failed: " + text);
        }
        return text;
    }
}
