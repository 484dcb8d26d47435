package io.directorate.node.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the director of a network namespace listens for local commands: {@code netns-<inode>.sock} in its runtime directory, so that what
 * is found there runs in the caller's own namespace.
 */
public final class ControlSocket {
    /** Environment variable that names the runtime directory. */
    public static final String DIRECTORY_VARIABLE = "DIRECTORATE_RUNTIME_DIR";

    /** Runtime directory where the variable is not set. */
    public static final Path DEFAULT_DIRECTORY = Path.of("/run/directorate");

    private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");

    private ControlSocket() {}

    /**
     * Returns where the director of this process's network namespace listens, if there is one.
     *
     * @param environment of the process, for {@link #DIRECTORY_VARIABLE}
     * @return the path, whether or not somebody listens there
     * @throws IOException if {@code /proc} does not tell the namespace
     */
    public static Path path(Map<String, String> environment) throws IOException {
        return path(environment, OWN_NAMESPACE);
    }

    static Path path(Map<String, String> environment, Path namespace) throws IOException {
        String directory = environment.getOrDefault(DIRECTORY_VARIABLE, "");
        Path parent = directory.isEmpty() ? DEFAULT_DIRECTORY : Path.of(directory);
        return parent.resolve("netns-" + inode(Files.readSymbolicLink(namespace).toString()) + ".sock");
    }

    /**
     * Returns where the director of this process's network namespace listens, if the socket is there.
     *
     * @param environment of the process
     * @return the path; empty if there is no such socket, and so no director
     */
    public static Optional<Path> find(Map<String, String> environment) {
        try {
            Path path = path(environment);
            return Files.exists(path) ? Optional.of(path) : Optional.empty();
        } catch (IOException e) {
            // Without /proc no director can be told from another; local commands then go their direct way.
            return Optional.empty();
        }
    }

    /** The number in {@code net:[4026531840]}. */
    private static long inode(String link) throws IOException {
        int open = link.indexOf('[');
        int close = link.indexOf(']', open + 1);
        try {
            return Long.parseLong(link, open + 1, Math.max(close, open + 1), 10);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("network namespace link reads '" + link + "', expected net:[number]", e);
        }
    }
}
