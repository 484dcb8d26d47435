package io.directorate.consensus.feed;

import static io.directorate.consensus.cluster.TestMembers.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.cluster.TestMembers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that hangs for longer than the others wait: Hazelcast splits and merges. Three real processes. */
@Tag("slow")
class SplitIT {
    private static final int HANGS_SECONDS = 8;

    private final List<Director> directors = new ArrayList<>();

    /** A director, over its standard input and output. */
    private static final class Director {
        private final Process process;
        private final BufferedReader out;
        private final Writer in;

        Director(Process process) {
            this.process = process;
            this.out = process.inputReader(StandardCharsets.US_ASCII);
            this.in = process.outputWriter(StandardCharsets.US_ASCII);
        }

        String read() {
            try {
                return String.valueOf(out.readLine());
            } catch (IOException ended) {
                throw new UncheckedIOException(ended);
            }
        }

        String say(String command) {
            try {
                in.write(command + "\n");
                in.flush();
                return read();
            } catch (IOException ended) {
                throw new UncheckedIOException(ended);
            }
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).isZero();
        }
    }

    @BeforeEach
    void start() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> endpoints = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            endpoints.add("127.0.0." + i + ":" + TestMembers.freePair("127.0.0." + i));
        }
        for (int i = 0; i < 3; i++) {
            List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC"));
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(flag -> flag.startsWith("--"))
                    .forEach(command::add);
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    DirectorMain.class.getName(),
                    String.valueOf(i)));
            command.addAll(endpoints);
            directors.add(new Director(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()));
        }
        for (Director director : directors) {
            assertThat(director.read()).startsWith("READY");
        }
        awaitAll("members", "3");
    }

    @AfterEach
    void stop() throws Exception {
        for (Director director : directors) {
            director.signal("CONT");
            director.process.destroyForcibly();
            assertThat(director.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void awaitAll(String command, String answer) {
        for (Director director : directors) {
            await(
                    60,
                    () -> director.say(command).equals(answer),
                    () -> command + ": " + director.say(command) + ", " + director.say("counters"));
        }
    }

    private void awaitBus() {
        for (int from = 0; from < 3; from++) {
            for (int to = 0; to < 3; to++) {
                Director director = directors.get(from);
                String address = "ask" + to;
                String expected = to + "x";
                await(60, () -> director.say("ask " + address).equals(expected), () -> director.say("ask " + address));
            }
        }
    }

    private long merges() {
        return directors.stream()
                .mapToLong(director -> Long.parseLong(director.say("merges")))
                .sum();
    }

    /** The one that leads, one that others fill from, and one that only follows. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void noEventIsLostAndTheBusIsUsableAgain(int stopped) throws Exception {
        long head = 200;
        directors.get(1).say("grow 200");
        directors.get(0).say("lead");
        directors.get(0).say("grow 200");
        awaitAll("got", "200");
        awaitBus();
        directors.get(stopped).signal("STOP");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS);
        // If the leader hangs the next one leads, which is the other voter.
        int leader = stopped == 0 ? 1 : 0;
        if (stopped == 0) {
            directors.get(1).say("lead");
        }
        while (System.nanoTime() - until < 0) {
            for (int voter = 0; voter < 2; voter++) {
                if (voter != stopped) {
                    directors.get(voter).say("grow 5");
                }
            }
            head += 5;
            long expected = head;
            Director following = directors.get(stopped == 2 ? 1 : 2);
            await(60, () -> following.say("got").equals(String.valueOf(expected)), () -> following.say("counters"));
        }
        directors.get(stopped).signal("CONT");
        // It catches up with its log, and publishes what it thinks it must until it is told.
        if (stopped < 2) {
            directors.get(stopped).say("grow " + (head - 200));
        }
        for (int i = 0; i < 100; i++) {
            directors.get(0).say("grow 1");
            directors.get(1).say("grow 1");
        }
        head += 100;
        if (stopped == 0) {
            directors.get(0).say("follow");
        }
        awaitAll("got", String.valueOf(head));
        awaitAll("members", "3");
        await(60, () -> merges() > 0, () -> "it did not merge");
        awaitBus();
        directors.get(leader).say("grow 50");
        directors.get(1 - leader).say("grow 50");
        awaitAll("got", String.valueOf(head + 50));
        for (Director director : directors) {
            System.getLogger("test")
                    .log(System.Logger.Level.INFO, "stopped {0}: {1}", stopped, director.say("counters"));
        }
    }
}
