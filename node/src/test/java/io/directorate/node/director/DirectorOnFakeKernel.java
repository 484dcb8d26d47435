package io.directorate.node.director;

import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.config.ConfigReader;
import io.directorate.node.config.DirectorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A director process on a fake kernel, so that no test changes the table of the host that it runs on.
 *
 * <p>It stops when it is told to by SIGTERM, or is killed, or ends when its standard input does, which is when the process that started it has died.
 */
final class DirectorOnFakeKernel {
    private DirectorOnFakeKernel() {}

    /**
     * Runs a director.
     *
     * @param arguments the configuration file, a directory for the fake kernel's settings, and, for a build of {@link TrialFeatures}, the feature
     *     level that it supports
     */
    public static void main(String[] arguments) throws Exception {
        FakeKernel kernel = new FakeKernel();
        Path sysctls = Path.of(arguments[1]);
        FakeKernel.writeSysctls(sysctls);
        Thread parent = new Thread(DirectorOnFakeKernel::endWithTheParent, "parent");
        parent.setDaemon(true);
        parent.start();
        CompletableFuture<Void> signalled = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitClosed(signalled, closed), "stop"));
        DirectorConfig config = ConfigReader.read(Path.of(arguments[0]));
        FeatureSet features =
                arguments.length > 2 ? TrialFeatures.supporting(Integer.parseInt(arguments[2])) : FeatureSet.THIS_BUILD;
        boolean witness = config.dataplane().kind() == DirectorConfig.Plane.Kind.NONE;
        try {
            Director.runUntil(
                    config,
                    witness ? Director.dataplane(config) : () -> kernel.dataplane(sysctls),
                    signalled,
                    features);
        } finally {
            closed.countDown();
        }
    }

    /** As the real one: the process ends when the director has closed its files. */
    private static void awaitClosed(CompletableFuture<Void> signalled, CountDownLatch closed) {
        signalled.complete(null);
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes there; only the end counts.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(3);
    }
}
