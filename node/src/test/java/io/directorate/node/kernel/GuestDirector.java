package io.directorate.node.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.node.config.ConfigException;
import io.directorate.node.config.YamlDocument;
import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A director in a guest, started by the launcher that users have, spoken to over its control socket. */
public final class GuestDirector implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int KEPT_LINES = 200;
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final Shell shell;
    private final String folder;
    private final String javaOptions;
    private final Path launcher;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private @Nullable ShellProcess process;

    /** An answer of the API. */
    public record Answer(int status, JsonNode body) {
        /** Asserts success, naming the problem. */
        public Answer check() {
            if (status != 200) {
                throw new AssertionError("The director answers " + status + ": " + body);
            }
            return this;
        }
    }

    /** Prepares a director; its folders are in the guest's memory. */
    public GuestDirector(Shell shell, String name) {
        this(shell, name, "");
    }

    /** Prepares a director with more lines of configuration; its folders are in the guest's memory. */
    public GuestDirector(Shell shell, String name, String more) {
        this(shell, name, more, new Machine("/run/" + name + "/data", "-Xmx192m -XX:-UsePerfData"));
    }

    /**
     * What a director finds where it runs.
     *
     * @param dataDir for its data, as the guest sees it
     * @param javaOptions flags for its JVM
     */
    record Machine(String dataDir, String javaOptions) {}

    /** Prepares a director whose data lie elsewhere. */
    GuestDirector(Shell shell, String name, String more, Machine machine) {
        this.shell = shell;
        this.folder = "/run/" + name;
        this.javaOptions = machine.javaOptions();
        this.launcher = projectRoot().resolve("node/bin/directorate");
        String config = """
                director: %s
                dataDir: %s
                runtimeDir: %s/run
                api: {enabled: false}
                log: {minFree: 1MiB, requestTimeout: 60s}
                dataplane: {interval: 2s}
                %s
                """.formatted(name, machine.dataDir(), folder, more);
        shell.run(ShellCommand.script("mkdir -p " + folder + " && cat > " + folder + "/directorate.yaml")
                        .withInput(config))
                .check("writing the director's configuration");
    }

    private void remember(String line) {
        synchronized (lines) {
            lines.addLast(line);
            if (lines.size() > KEPT_LINES) {
                lines.removeFirst();
            }
        }
    }

    private static Path projectRoot() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("node/bin/directorate"))) {
                return at;
            }
        }
        throw new IllegalStateException(
                "the project's folder is not above " + Path.of("").toAbsolutePath());
    }

    /** Starts it and waits until it takes changes. */
    public GuestDirector start() {
        launch();
        awaitReady();
        return this;
    }

    /** Starts it and returns at once. */
    public void launch() {
        process = shell.start(ShellCommand.script("exec " + launcher + " run -c " + folder + "/directorate.yaml")
                .withEnvironment("DIRECTORATE_JAVA_OPTS", javaOptions)
                .withErrors(this::remember)
                .withTimeLimit(Duration.ofHours(1)));
    }

    /** Waits until it answers, whether or not it takes changes. */
    public void awaitAnswer() {
        ShellResult answers = shell.run(ShellCommand.script("for i in $(seq 1 2400); do"
                        + " curl -s --max-time 20 --unix-socket " + socket() + " http://127.0.0.1/health 2>/dev/null"
                        + " | grep -q status && exit 0; sleep 0.1; done; exit 1")
                .withTimeLimit(START_LIMIT));
        if (answers.exitStatus() != 0) {
            throw new AssertionError("The director does not answer: " + log());
        }
    }

    /** Waits inside the guest, where each question is cheap. */
    public void awaitReady() {
        ShellResult ready = shell.run(ShellCommand.script("for i in $(seq 1 2400); do"
                        + " curl -s --max-time 20 --unix-socket " + socket() + " http://127.0.0.1/health 2>/dev/null"
                        + " | grep -q '\"status\":\"ok\"' && exit 0; sleep 0.1; done; exit 1")
                .withTimeLimit(START_LIMIT));
        if (ready.exitStatus() != 0) {
            throw new AssertionError("The director did not become ready: " + log());
        }
    }

    private String socket() {
        return "$(ls " + folder + "/run/netns-*.sock)";
    }

    /** Sends a request with curl. */
    public Answer send(String method, String path, @Nullable String json) {
        String script = "curl -s --max-time 120 --unix-socket " + socket() + " -X " + method
                + " -H 'Content-Type: application/json' -w '\\n%{http_code}' "
                + (json == null ? "" : "--data-binary @- ")
                + "'http://127.0.0.1" + path + "'";
        ShellCommand command = ShellCommand.script(script).withTimeLimit(Duration.ofMinutes(3));
        ShellResult result = shell.run(json == null ? command : command.withInput(json));
        String output = result.output().stripTrailing();
        int cut = output.lastIndexOf('\n');
        try {
            int status = Integer.parseInt(output.substring(cut + 1).strip());
            return new Answer(status, MAPPER.readTree(cut < 0 ? "" : output.substring(0, cut)));
        } catch (IOException | NumberFormatException e) {
            throw new AssertionError("Not an answer: " + result + log(), e);
        }
    }

    /** Applies a declaration in YAML, with the time that a guest needs. */
    public Answer apply(String yaml) {
        try {
            JsonNode tree = YamlDocument.parse("test", yaml.getBytes(StandardCharsets.UTF_8))
                    .root();
            return send("PUT", "/api/v1/configuration?timeoutMillis=60000", MAPPER.writeValueAsString(tree))
                    .check();
        } catch (IOException | ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a command. */
    public Answer command(ObjectNode command) {
        ObjectNode body = MAPPER.createObjectNode();
        body.set("command", command);
        return send("POST", "/api/v1/commands?timeoutMillis=60000", body.toString());
    }

    /** Runs {@code directorate} with these words in the director's namespace. */
    public ShellResult cli(String words) {
        return shell.run(ShellCommand.script(launcher + " " + words)
                .withEnvironment("DIRECTORATE_RUNTIME_DIR", folder + "/run")
                .withTimeLimit(Duration.ofMinutes(3)));
    }

    /** Ends the process as a crash does. */
    public void kill() {
        ShellProcess running = process;
        process = null;
        if (running != null) {
            running.signal("KILL");
            running.close();
        }
    }

    /** What the director wrote, for failures. */
    public String log() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** The folder in the guest that holds data and control socket. */
    public String folder() {
        return folder;
    }

    @Override
    public void close() {
        kill();
    }
}
