package io.directorate.loadtest.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built project is: found upwards from the class path, so that it works from any folder. */
final class Project {
    private Project() {}

    static Path root() {
        Path at = Path.of(System.getProperty("directorate.root", "")).toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("node/bin/directorate"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("node/bin/directorate is not found: run loadtest/bin/loadtest");
        }
        return at;
    }

    static Path launcher() {
        return root().resolve("node/bin/directorate");
    }
}
