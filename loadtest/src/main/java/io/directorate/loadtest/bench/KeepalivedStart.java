package io.directorate.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Times keepalived from its start to the moment when the whole table is in the kernel. */
final class KeepalivedStart {
    private static final long LIMIT_SECONDS = 180;

    /** A machine with one CPU would be slowed by whoever asks all the time. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long END_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path folder;
    private final Namespace namespace;
    private final RuleSet rules;

    KeepalivedStart(Path folder, Namespace namespace, RuleSet rules) {
        this.folder = folder;
        this.namespace = namespace;
        this.rules = rules;
    }

    long nanos(Path configuration) throws IOException {
        List<String> command = new ArrayList<>(namespace.words());
        command.addAll(List.of("keepalived", "-n", "-C", "-f", configuration.toString()));
        command.addAll(List.of("-p", folder + "/pid", "-c", folder + "/cpid"));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keepalived.log").toFile())
                .start();
        try {
            long deadline = begin + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (System.nanoTime() < deadline) {
                if (serversInTable(process.pid()) >= rules.services() * rules.serversEach()) {
                    return System.nanoTime() - begin;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            throw new IOException("keepalived did not load the table within " + LIMIT_SECONDS + " s: "
                    + Files.readString(folder.resolve("keepalived.log")));
        } finally {
            end(process.toHandle());
        }
    }

    /** Ends a process and all its children, and waits until none of them can write to the table any more. */
    private static void end(ProcessHandle process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        // The parent first: it would start a child that dies anew.
        all.add(0, process);
        all.forEach(ProcessHandle::destroyForcibly);
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            LockSupport.parkNanos(END_POLL_NANOS);
        }
    }

    /** Cheaper than any tool; the file's head has one line that looks like a real server. */
    private static int serversInTable(long process) throws IOException {
        int count = -1;
        for (String line : Files.readAllLines(Path.of("/proc/" + process + "/net/ip_vs"))) {
            count += line.startsWith("  ->") ? 1 : 0;
        }
        return count;
    }
}
