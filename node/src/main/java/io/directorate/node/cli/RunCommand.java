package io.directorate.node.cli;

import io.directorate.node.config.ConfigException;
import io.directorate.node.config.ConfigReader;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.director.Director;
import io.directorate.node.director.DirectorStartException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code directorate run -c FILE}: runs a director until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a director in this network namespace until SIGTERM or SIGINT.",
            "Stopping it withdraws nothing: the kernel goes on forwarding what it was told."
        })
final class RunCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "/etc/directorate/directorate.yaml",
            description = "The director's configuration (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Option(names = "--check", description = "Only check the configuration.")
    private boolean checkOnly;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        DirectorConfig config;
        try {
            config = ConfigReader.read(file);
        } catch (ConfigException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        if (checkOnly) {
            System.out.println(file + ": good; this is director " + config.director());
            return 0;
        }
        CompletableFuture<Void> signalled = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitClosed(signalled, closed), "stop"));
        try {
            Director.runUntil(config, Director.dataplane(config), signalled);
        } catch (DirectorStartException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /** The process must not end before the director has closed its files. */
    private static void awaitClosed(CompletableFuture<Void> signalled, CountDownLatch closed) {
        signalled.complete(null);
        try {
            if (!closed.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The director has not stopped within {} s; the process ends all the same", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
