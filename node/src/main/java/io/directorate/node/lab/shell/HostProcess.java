package io.directorate.node.lab.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A command on this machine; two threads read its outputs until it ends. */
final class HostProcess implements ShellProcess {
    /** More of one output than this is read and handed on by line, but not kept. */
    private static final int MAX_KEPT_BYTES = 64 << 20;

    /** Processes left behind may hold an output open after the command's end; waiting for it stops here. */
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final ShellCommand command;
    private final long startNanos = System.nanoTime();
    private final Reader output;
    private final Reader errors;

    HostProcess(Process process, ShellCommand command) {
        this.process = process;
        this.command = command;
        this.output = new Reader(process.getInputStream(), command.onOutput());
        this.errors = new Reader(process.getErrorStream(), command.onError());
        output.start();
        errors.start();
        feed();
    }

    private void feed() {
        // The pipe holds 64 KiB; a larger input is written by a thread of its own, so that start() never blocks.
        Thread writer = new Thread(
                () -> {
                    try (OutputStream sink = process.getOutputStream()) {
                        sink.write(command.input().getBytes(StandardCharsets.UTF_8));
                    } catch (IOException endedWithoutReadingAll) {
                        // Legal: "head -1" does the same; the exit status tells.
                    }
                },
                "shell-input-" + process.pid());
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public ShellResult await() {
        long left = command.timeLimit().toNanos() - (System.nanoTime() - startNanos);
        if (!awaitEnd(Duration.ofNanos(Math.max(0, left)))) {
            close();
            throw new ShellException("Time limit of " + command.timeLimit().toSeconds() + " s passed; killed: "
                    + command.script() + "\n--- standard error\n" + errors.text());
        }
        output.finish();
        errors.finish();
        return new ShellResult(process.exitValue(), output.text(), errors.text());
    }

    @Override
    public boolean awaitEnd(Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ShellException("Interrupted while waiting; killed: " + command.script(), e);
        }
    }

    @Override
    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-s", name, "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new ShellException("Cannot run kill (package procps or util-linux): " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            signal("KILL");
            process.destroyForcibly().onExit().join();
        }
    }

    /** Reads one output to its end. */
    private static final class Reader extends Thread {
        private final InputStream source;
        private final LineSplitter lines;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Reader(InputStream source, Consumer<String> consumer) {
            super("shell-output");
            this.source = source;
            this.lines = new LineSplitter(consumer);
            setDaemon(true);
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8192];
            try {
                for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                    keep(buffer, n);
                    lines.accept(buffer, n);
                }
            } catch (IOException closed) {
                // The process is gone and so is the pipe: the end of the output all the same.
            }
            lines.finish();
        }

        private synchronized void keep(byte[] buffer, int length) {
            if (kept.size() + length <= MAX_KEPT_BYTES) {
                kept.write(buffer, 0, length);
            }
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        void finish() {
            try {
                join(OUTPUT_GRACE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
