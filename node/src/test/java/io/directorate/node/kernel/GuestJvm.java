package io.directorate.node.kernel;

import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs Java inside a guest, with this test's own class path and JDK. Immutable; the {@code with…} methods return changed
 * copies.
 *
 * @param guest where it runs
 * @param heapMegabytes largest heap
 * @param namespace network namespace of the guest; empty for its first one
 * @param timeLimit the JVM is killed after this
 * @param flags further words for {@code java}, such as system properties
 */
public record GuestJvm(UmlGuest guest, int heapMegabytes, String namespace, Duration timeLimit, List<String> flags) {
    /** A JVM with a heap of 128 MB and five minutes. */
    public static GuestJvm in(UmlGuest guest) {
        return new GuestJvm(guest, 128, "", Duration.ofMinutes(5), List.of());
    }

    /** Sets the largest heap. */
    public GuestJvm withHeap(int megabytes) {
        return new GuestJvm(guest, megabytes, namespace, timeLimit, flags);
    }

    /** Runs in this network namespace of the guest. */
    public GuestJvm inNamespace(String name) {
        return new GuestJvm(guest, heapMegabytes, name, timeLimit, flags);
    }

    /** Sets the time limit. */
    public GuestJvm withTimeLimit(Duration limit) {
        return new GuestJvm(guest, heapMegabytes, namespace, limit, flags);
    }

    /** Adds words for {@code java}. */
    public GuestJvm withFlags(String... words) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of(words));
        return new GuestJvm(guest, heapMegabytes, namespace, timeLimit, all);
    }

    /** The command that runs a main class, for those who start it themselves. */
    public ShellCommand command(Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>();
        if (!namespace.isEmpty()) {
            words.addAll(List.of("ip", "netns", "exec", namespace));
        }
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                // Its files in /tmp, which guests share with the host, are named by process number, which guests do not
                // share.
                "-XX:-UsePerfData"));
        if (Runtime.version().feature() >= 22) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 23) {
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        words.addAll(flags);
        words.addAll(List.of("-cp", classPath(), main.getName()));
        words.addAll(Arrays.asList(arguments));
        return ShellCommand.of(words.toArray(String[]::new)).withTimeLimit(timeLimit);
    }

    /** Runs a main class to its end. */
    public ShellResult run(Class<?> main, String... arguments) {
        return guest.run(command(main, arguments));
    }

    /**
     * Runs JUnit test classes inside the guest and shows each of their tests by name here.
     *
     * @return for a {@code @TestFactory}: a container for each class, in it a test for each test
     */
    public Stream<DynamicNode> tests(Class<?>... classes) {
        try {
            Path results = Files.createTempFile("guest-tests-", ".tsv");
            List<String> arguments = new ArrayList<>(List.of(results.toString()));
            Stream.of(classes).map(Class::getName).forEach(arguments::add);
            ShellResult end;
            List<GuestTestResult> all;
            try {
                end = run(GuestTestMain.class, arguments.toArray(String[]::new));
                all = Files.readAllLines(results).stream()
                        .map(GuestTestResult::parse)
                        .toList();
            } finally {
                Files.deleteIfExists(results);
            }
            return Stream.concat(
                    byContainer(all), Stream.of(DynamicTest.dynamicTest("the guest's JVM ends well", () -> {
                        if (end.exitStatus() != GuestTestMain.ALL_RUN || all.isEmpty()) {
                            throw new AssertionError("Tests found: " + all.size() + "; exit status " + end.exitStatus()
                                    + "\n--- standard error\n" + end.errors() + "\n--- standard output\n"
                                    + end.output());
                        }
                    })));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot exchange results with the guest: " + e, e);
        }
    }

    private static Stream<DynamicNode> byContainer(List<GuestTestResult> all) {
        Map<String, List<DynamicNode>> containers = new LinkedHashMap<>();
        for (GuestTestResult result : all) {
            containers
                    .computeIfAbsent(result.container(), name -> new ArrayList<>())
                    .add(DynamicTest.dynamicTest(result.name(), () -> replay(result)));
        }
        return containers.entrySet().stream()
                .map(entry -> DynamicContainer.dynamicContainer(entry.getKey(), entry.getValue()));
    }

    private static void replay(GuestTestResult result) {
        switch (result.outcome()) {
            case PASSED -> {}
            case ABORTED -> Assumptions.abort("In the guest: " + result.detail());
            case FAILED -> throw new AssertionError("In the guest: " + result.detail());
        }
    }

    private static String classPath() {
        // Surefire's own class path is one jar that only names the others.
        String surefire = System.getProperty("surefire.test.class.path", "");
        return surefire.isBlank() ? System.getProperty("java.class.path") : surefire;
    }
}
