package io.directorate.node.kernel;

import io.directorate.node.kernel.GuestTestResult.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes in the guest's JVM: the first argument is the file for results, the others are class names. */
final class GuestTestMain {
    /** Exit status when all tests were run, whatever they came to; not 0, which a JVM ended halfway may give. */
    static final int ALL_RUN = 42;

    private GuestTestMain() {}

    public static void main(String[] arguments) {
        List<DiscoverySelector> classes = Stream.of(arguments)
                .skip(1)
                .<DiscoverySelector>map(DiscoverySelectors::selectClass)
                .toList();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request().selectors(classes).build(),
                new Recorder(Path.of(arguments[0])));
        // Threads that tests left running must not keep the JVM.
        System.exit(ALL_RUN);
    }

    /** Writes each test's result as it comes, so that a crash leaves those before it. */
    private static final class Recorder implements TestExecutionListener {
        private final Path file;
        private @Nullable TestPlan plan;

        Recorder(Path file) {
            this.file = file;
        }

        @Override
        public void testPlanExecutionStarted(TestPlan testPlan) {
            plan = testPlan;
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            write(test, Outcome.ABORTED, "skipped: " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String detail = result.getThrowable().map(Recorder::trace).orElse("");
            switch (result.getStatus()) {
                case SUCCESSFUL -> {
                    if (test.isTest()) {
                        write(test, Outcome.PASSED, "");
                    }
                }
                case ABORTED -> write(test, Outcome.ABORTED, detail);
                case FAILED -> write(test, Outcome.FAILED, detail);
            }
        }

        private void write(TestIdentifier test, Outcome outcome, String detail) {
            String line = new GuestTestResult(outcome, container(test), test.getDisplayName(), detail).line() + "\n";
            try {
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String container(TestIdentifier test) {
            TestPlan all = plan;
            TestIdentifier parent = all == null ? null : all.getParent(test).orElse(null);
            // The engine itself, which has no parent, is left out.
            return parent == null || parent.getParentId().isEmpty()
                    ? test.getDisplayName()
                    : join(container(parent), parent);
        }

        private static String join(String outer, TestIdentifier inner) {
            return outer.equals(inner.getDisplayName()) ? outer : outer + " > " + inner.getDisplayName();
        }

        private static String trace(Throwable failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
