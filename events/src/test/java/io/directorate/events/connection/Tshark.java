package io.directorate.events.connection;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Runs {@code tshark}, Wireshark without its window; installs it where that is allowed. */
final class Tshark {
    private static final String PACKAGE = "tshark";
    private static final long INSTALL_SECONDS = 300;
    private static final long RUN_SECONDS = 60;

    private Tshark() {}

    /** Root installs it or fails; anybody else has the test aborted by name. */
    static void ensure() throws IOException, InterruptedException {
        if (isInstalled()) {
            return;
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        Assumptions.assumeTrue(root || System.getenv("CI") != null, "needs the Debian package " + PACKAGE);
        if (root) {
            install();
        }
        if (!isInstalled()) {
            throw new IOException("tshark is not there: install the Debian package " + PACKAGE);
        }
    }

    private static boolean isInstalled() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, PACKAGE)));
    }

    private static void install() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("apt-get", "install", "-y", "--no-install-recommends", PACKAGE);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.inheritIO().start();
        try {
            if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "installing the Debian package " + PACKAGE + " took over " + INSTALL_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PACKAGE));
        Collections.addAll(command, arguments);
        Path output = Files.createTempFile("tshark", ".out");
        Path errors = Files.createTempFile("tshark", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            try {
                if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException(command + " took over " + RUN_SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new IOException(command + " failed: " + Files.readString(errors));
            }
            return Files.readString(output);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }
}
