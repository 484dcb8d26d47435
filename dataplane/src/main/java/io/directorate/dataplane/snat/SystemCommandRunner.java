package io.directorate.dataplane.snat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs of this system as children of this process, in its network namespace. */
public final class SystemCommandRunner implements CommandRunner {
    /** The most that a program may say; more is an error. */
    public static final int MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

    @Override
    public Result run(List<String> command, String input, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Process process = new ProcessBuilder(command).start();
        try {
            CompletableFuture<String> output = drain(process.getInputStream());
            CompletableFuture<String> errors = drain(process.getErrorStream());
            CompletableFuture<Boolean> written = feed(process.getOutputStream(), input);
            if (!process.waitFor(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw new IOException(command.get(0) + " did not end within " + timeout);
            }
            await(written, deadline, command);
            return new Result(process.exitValue(), await(output, deadline, command), await(errors, deadline, command));
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> drain(InputStream stream) {
        return start(() -> {
            // Closed when too much comes, so that the program is told by its pipe and need not be waited for.
            try (stream) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                byte[] buffer = new byte[8192];
                int count = stream.read(buffer);
                while (count >= 0) {
                    if (all.size() + count > MOST_OUTPUT_BYTES) {
                        throw new IOException("more than " + MOST_OUTPUT_BYTES + " bytes of output");
                    }
                    all.write(buffer, 0, count);
                    count = stream.read(buffer);
                }
                return all.toString(StandardCharsets.UTF_8);
            }
        });
    }

    private static CompletableFuture<Boolean> feed(OutputStream stream, String input) {
        return start(() -> {
            try (stream) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A program may end without reading all its input; its exit status says whether it is content.
            }
            return true;
        });
    }

    private interface Work<T> {
        T work() throws IOException;
    }

    private static <T> CompletableFuture<T> start(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.work());
                    } catch (IOException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                "command-pipe");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static <T> T await(CompletableFuture<T> future, long deadline, List<String> command)
            throws IOException, InterruptedException {
        try {
            return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(command.get(0) + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(command.get(0) + " ended, but something holds its output open", e);
        }
    }
}
