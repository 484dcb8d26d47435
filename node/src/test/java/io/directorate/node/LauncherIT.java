package io.directorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/directorate} in a tree of its own, with a Java and a Maven that only take down how they were called. */
class LauncherIT {
    private static final int TIME_LIMIT_SECONDS = 60;

    /** Answers as the JVM does where the launcher looks: an archive is a file that it writes. */
    private static final String JAVA = """
            #!/bin/sh
            for word in "$@"; do
                case $word in
                    -XX:ArchiveClassesAtExit=*) echo archive >"${word#*=}"; echo made >>"$LOG/archives"; exit 0 ;;
                esac
            done
            printf '%s\\n' "$@"
            exit 7
            """;

    private static final String MAVEN = """
            #!/bin/sh
            echo built >>"$LOG/builds"
            mkdir -p "$TREE/node/target/lib"
            : >"$TREE/node/target/directorate-node-1.jar"
            """;

    @TempDir
    Path folder;

    private Path tree = Path.of("unset");

    private record End(int status, String out, String err) {}

    @BeforeEach
    void makeTree() throws IOException {
        tree = folder.resolve("tree");
        Path launcher = write(tree.resolve("node/bin/directorate"), Files.readString(Path.of("bin", "directorate")));
        assertThat(launcher).isExecutable();
        write(tree.resolve("pom.xml"), "<project/>");
        write(folder.resolve("tools/mvn"), MAVEN);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Path jdk(String version) throws IOException {
        Path home = folder.resolve("jdk-" + version);
        write(home.resolve("bin/java"), JAVA);
        write(home.resolve("bin/javac"), "#!/bin/sh\n");
        write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return home;
    }

    private void build() throws IOException {
        write(tree.resolve("node/target/directorate-node-1.jar"), "");
        for (String library : List.of("directorate-events-1.jar", "directorate-dataplane-1.jar", "vertx-core-1.jar")) {
            write(tree.resolve("node/target/lib").resolve(library), "");
        }
    }

    private Process start(Path program, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", folder.resolve("tools") + ":/usr/bin:/bin",
                        "HOME", folder.resolve("home").toString(),
                        "LOG", folder.toString(),
                        "TREE", tree.toString()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static End end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new End(process.exitValue(), out, err);
    }

    private End run(Path home, String... arguments) throws IOException, InterruptedException {
        return end(start(tree.resolve("node/bin/directorate"), Map.of("JAVA_HOME", home.toString()), arguments));
    }

    @ParameterizedTest
    @CsvSource({
        "17.0.9, ''",
        "21.0.1, ''",
        "22, --enable-native-access=ALL-UNNAMED",
        "25.0.3, --illegal-native-access=allow --sun-misc-unsafe-memory-access=allow",
        "29-ea, --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow",
    })
    void givesEachVersionTheFlagsItNeeds(String version, String flags) throws Exception {
        build();

        End end = run(jdk(version), "ipvsadm", "-L n", "");

        assertThat(end.status()).isEqualTo(7);
        assertThat(end.err()).isEmpty();
        assertThat(end.out().lines().filter(line -> line.contains("-access=")))
                .containsExactly(flags.isEmpty() ? new String[0] : flags.split(" ", -1));
        assertThat(end.out()).endsWith("io.directorate.node.Main\nipvsadm\n-L n\n\n");
    }

    @Test
    void startsTheSmallFaceWithASmallClassPathAndAnArchive() throws Exception {
        build();
        Path home = jdk("17.0.9");

        String out = run(home, "ipvsadm").out();
        String again = run(home, "ipvsadm").out();

        assertThat(out)
                .contains("-XX:SharedArchiveFile=" + tree.resolve("node/target/cds/ipvsadm-17.0.9.jsa") + "\n")
                .contains("directorate-node-1.jar:")
                .contains("directorate-events-1.jar")
                .doesNotContain("vertx");
        assertThat(again).isEqualTo(out);
        assertThat(folder.resolve("archives")).hasContent("made");
        assertThat(run(home, "get").out()).contains("vertx-core-1.jar");
    }

    @Test
    void makesTheArchiveOnceWhenManyStartTogetherAndLeavesNothingBehind() throws Exception {
        build();
        Path home = jdk("17.0.9");
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(start(tree.resolve("node/bin/directorate"), Map.of("JAVA_HOME", home.toString()), "ipvsadm", "-L"));
        }

        for (Process process : all) {
            assertThat(end(process).status()).isEqualTo(7);
        }
        try (Stream<Path> files = Files.list(tree.resolve("node/target/cds"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("ipvsadm-17.0.9.jsa");
        }
    }

    @Test
    void makesTheArchiveAgainAfterABuild() throws Exception {
        build();
        Path home = jdk("17.0.9");
        run(home, "ipvsadm");
        Path jar = tree.resolve("node/target/directorate-node-1.jar");
        Path archive = tree.resolve("node/target/cds/ipvsadm-17.0.9.jsa");
        Files.setLastModifiedTime(
                jar,
                java.nio.file.attribute.FileTime.fromMillis(
                        Files.getLastModifiedTime(archive).toMillis() + 5_000));

        run(home, "ipvsadm");

        assertThat(folder.resolve("archives")).hasContent("made\nmade");
    }

    @Test
    void standsInForTheOriginalWhenLinkedUnderItsName() throws Exception {
        build();
        Path home = jdk("17.0.9");
        Path first = Files.createSymbolicLink(folder.resolve("link"), Path.of("tree/node/bin/directorate"));
        for (String name : List.of("ipvsadm", "ipvsadm-save", "ipvsadm-restore")) {
            Path link = Files.createSymbolicLink(folder.resolve("tools").resolve(name), first);

            End end = end(start(link, Map.of("JAVA_HOME", home.toString()), "-Ln"));

            assertThat(end.out()).contains("-Ddirectorate.name=" + name + "\n").endsWith("Main\n-Ln\n");
            assertThat(end.err()).isEmpty();
        }
    }

    @Test
    void passesTheUsersOptionsForTheJvm() throws Exception {
        build();

        End end = end(start(
                tree.resolve("node/bin/directorate"),
                Map.of("JAVA_HOME", jdk("17.0.9").toString(), "DIRECTORATE_JAVA_OPTS", "-Xmx1g -Da=b"),
                "run"));

        assertThat(end.out()).contains("\n-Xmx1g\n-Da=b\n");
    }

    @Test
    void takesTheJavaOfThePathAndRemembersIt() throws Exception {
        build();
        Path home = jdk("18.0.1");
        Files.createSymbolicLink(folder.resolve("tools/java"), home.resolve("bin/java"));

        End end = end(start(tree.resolve("node/bin/directorate"), Map.of(), "ipvsadm"));

        assertThat(end.status()).isEqualTo(7);
        assertThat(tree.resolve("node/target/launch/java"))
                .hasContent(folder.resolve("tools/java") + "\n" + home.toRealPath());
        assertThat(end(start(tree.resolve("node/bin/directorate"), Map.of(), "ipvsadm")))
                .isEqualTo(end);
    }

    @Test
    void passesByAJavaThatIsTooOld() throws Exception {
        build();
        Files.createSymbolicLink(folder.resolve("tools/java"), jdk("17.0.9").resolve("bin/java"));

        End end = run(jdk("11.0.2"), "ipvsadm");

        assertThat(end.status()).isEqualTo(7);
        assertThat(end.err())
                .startsWith("directorate: JAVA_HOME is " + folder.resolve("jdk-11.0.2")
                        + ", which is no JDK or JRE of version 17 or later");
    }

    @Test
    void buildsOnceWhereThereIsNoBuildHoweverManyStart() throws Exception {
        Path home = jdk("17.0.9");
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(start(tree.resolve("node/bin/directorate"), Map.of("JAVA_HOME", home.toString()), "get"));
        }

        List<String> messages = new ArrayList<>();
        for (Process process : all) {
            End end = end(process);
            assertThat(end.status()).as(end.err()).isEqualTo(7);
            messages.add(end.err());
        }
        assertThat(folder.resolve("builds")).hasContent("built");
        assertThat(String.join("", messages)).containsOnlyOnce("building in " + tree + ", once");
        assertThat(tree.resolve("node/target/.building")).doesNotExist();
    }

    @Test
    void saysWhatIsMissingForABuild() throws Exception {
        Path home = jdk("17.0.9");
        Files.delete(home.resolve("bin/javac"));

        End withoutCompiler = run(home, "get");
        Files.delete(tree.resolve("pom.xml"));
        End withoutSource = run(home, "get");

        assertThat(withoutCompiler.status()).isEqualTo(1);
        assertThat(withoutCompiler.err()).contains("a JDK is needed, " + home + " is a JRE");
        assertThat(withoutSource.status()).isEqualTo(1);
        assertThat(withoutSource.err()).contains("no source to build it from in " + tree);
    }

    @Test
    void passesOnTheFailureOfABuild() throws Exception {
        write(folder.resolve("tools/mvn"), "#!/bin/sh\necho broken\nexit 3\n");

        End end = run(jdk("17.0.9"), "get");

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.out()).isEmpty();
        assertThat(end.err()).contains("broken\n").contains("the build failed; its errors stand above");
        assertThat(tree.resolve("node/target/.building")).doesNotExist();
    }
}
