package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.CommittedEntry;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillIT {
    private static final int KILLS = Integer.getInteger("kills", 8);

    @TempDir
    Path root;

    @Test
    void nothingAcknowledgedIsLostOrDoubledWhenTheProcessIsKilledAgainAndAgain() throws Exception {
        long seed = Long.getLong("seed", 20261120L);
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new HashMap<>();
        for (int run = 0; run < KILLS; run++) {
            runAndKill("run" + run, random, acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * 10);
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(LogFixture.config(root, 300), applier)) {
            LogFixture.append(log, "end x");
            verify(applier.entries(), acknowledged, seed);
        }
    }

    private void runAndKill(String name, Random random, Map<String, Long> acknowledged) throws Exception {
        Process process = start(name, random.nextLong());
        int acksUntilKill = 1 + random.nextInt(400);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("ACK") && words.length == 3) {
                    acknowledged.put(words[1], Long.parseLong(words[2]));
                    if (--acksUntilKill == 0) {
                        process.toHandle().destroyForcibly();
                    }
                } else {
                    assertThat(line).startsWith("READY");
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed by signal 9").isEqualTo(137);
    }

    private Process start(String name, long seed) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", classPath()));
        command.addAll(List.of(AppendMain.class.getName(), root.toString(), name, String.valueOf(seed)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                + File.pathSeparator;
    }

    private static void verify(List<CommittedEntry> entries, Map<String, Long> acknowledged, long seed) {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> lastOfRun = new HashMap<>();
        long lastIndex = -1;
        for (CommittedEntry entry : entries) {
            String id = new String(entry.bytes(), StandardCharsets.UTF_8).split(" ", 2)[0];
            assertThat(seen.add(id)).as("seed %d: %s twice", seed, id).isTrue();
            assertThat(entry.position().index()).isGreaterThan(lastIndex);
            lastIndex = entry.position().index();
            Long index = acknowledged.get(id);
            if (index != null) {
                assertThat(lastIndex).as("seed %d: place of %s", seed, id).isEqualTo(index);
            }
            String[] parts = id.split("/", -1);
            if (parts.length == 2) {
                int number = Integer.parseInt(parts[1]);
                Integer before = lastOfRun.put(parts[0], number);
                assertThat(number)
                        .as("seed %d: order of %s", seed, parts[0])
                        .isEqualTo(before == null ? 0 : before + 1);
            }
        }
        Set<String> missing = new HashSet<>(acknowledged.keySet());
        missing.removeAll(seen);
        assertThat(missing).as("seed %d: acknowledged but lost", seed).isEmpty();
    }

    @Test
    void aProcessThatIsKilledWhileAnotherWaitsForTheStoreHandsItOver() throws Exception {
        Process process = start("first", 1);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).startsWith("READY");
            try (FileApplier applier = FileApplier.open(
                            Files.createDirectories(root.resolve("other")).resolve("state"));
                    RatisServiceLog log =
                            RatisServiceLog.open(LogFixture.config(root, 300), applier, LogFixture.UNEXPECTED)) {
                LogFixture.await(
                        log,
                        state -> state.problem()
                                .filter(problem ->
                                        problem.kind() == io.directorate.consensus.log.LogProblem.Kind.IN_USE)
                                .isPresent());
                process.destroyForcibly();
                LogFixture.await(log, io.directorate.consensus.log.LogState::ready);
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
