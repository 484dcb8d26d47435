package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command in the guest: a folder with its script and input, into which the guest writes outputs and status. */
final class GuestProcess implements ShellProcess {
    private static final Duration KILL_GRACE = Duration.ofSeconds(30);
    private static final String STATUS = "status ";

    private final UmlGuest guest;
    private final long id;
    private final Path folder;
    private final ShellCommand command;
    private final long startNanos = System.nanoTime();
    private final OutputFile output;
    private final OutputFile errors;
    private final CompletableFuture<ShellResult> result = new CompletableFuture<>();

    GuestProcess(UmlGuest guest, long id, Path folder, ShellCommand command) throws IOException {
        this.guest = guest;
        this.id = id;
        this.folder = folder;
        this.command = command;
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("script"), command.source());
        Files.writeString(folder.resolve("input"), command.input());
        this.output = new OutputFile(folder.resolve("output"), command.onOutput());
        this.errors = new OutputFile(folder.resolve("errors"), command.onError());
    }

    /**
     * Hands on new output and notices the end; called by the guest's one follower thread only.
     *
     * @return whether the command is over
     */
    boolean follow() {
        try {
            // The status is looked at first: what the outputs hold after that is all.
            Optional<Integer> status = status();
            output.follow();
            errors.follow();
            if (status.isEmpty()) {
                return result.isDone();
            }
            ShellResult all = new ShellResult(status.get(), output.finish(), errors.finish());
            release();
            result.complete(all);
        } catch (IOException | RuntimeException e) {
            fail(new ShellException("Following the guest's command failed (" + command.script() + "): " + e, e));
        }
        return true;
    }

    private Optional<Integer> status() {
        // The guest writes this line in one piece; without its line end it is not whole yet.
        return JobFolder.readIfThere(folder.resolve("ended"))
                .filter(text -> text.startsWith(STATUS) && text.endsWith("\n"))
                .map(text -> Integer.parseInt(text.substring(STATUS.length()).strip()));
    }

    /** Ends the wait for a command whose guest is gone; called by the follower thread only. */
    void fail(ShellException why) {
        try {
            output.finish();
            errors.finish();
            release();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        result.completeExceptionally(why);
    }

    private void release() throws IOException {
        output.close();
        errors.close();
        JobFolder.remove(folder);
    }

    @Override
    public ShellResult await() {
        long left = command.timeLimit().toNanos() - (System.nanoTime() - startNanos);
        if (!awaitEnd(Duration.ofNanos(Math.max(0, left)))) {
            String said = lastWords();
            close();
            throw new ShellException("Time limit of " + command.timeLimit().toSeconds()
                    + " s passed in the guest; killed: " + command.script() + "\n--- standard error\n" + said);
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GuestDiedException died) {
                // A new one, so that the trace shows who waited.
                GuestDiedException seenHere = new GuestDiedException(died.reason(), died.consoleTail());
                seenHere.initCause(died);
                throw seenHere;
            }
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new ShellException(String.valueOf(cause.getMessage()), cause);
        }
    }

    private String lastWords() {
        try {
            return new String(Files.readAllBytes(folder.resolve("errors")), StandardCharsets.UTF_8);
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }

    @Override
    public boolean awaitEnd(Duration atMost) {
        try {
            result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return result.isDone();
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return true;
    }

    private ShellException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        signal("KILL");
        return new ShellException("Interrupted while waiting; killed in the guest: " + command.script(), e);
    }

    @Override
    public boolean isRunning() {
        return !result.isDone();
    }

    @Override
    public void signal(String name) {
        if (isRunning()) {
            guest.control("signal " + id + " " + name);
        }
    }

    @Override
    public void close() {
        if (isRunning()) {
            signal("KILL");
            if (!awaitEnd(KILL_GRACE)) {
                throw new ShellException("The guest did not end a killed command within " + KILL_GRACE.toSeconds()
                        + " s: " + command.script());
            }
        }
    }
}
