package io.directorate.node.lab.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One bash script to run, with its surroundings. Immutable; the {@code with…} methods return changed copies.
 *
 * @param script bash source; its last status is the command's exit status
 * @param environment variables set in addition to those that the shell has
 * @param directory working directory, an absolute path; empty for the shell's own
 * @param input all of standard input; empty means end of file at once
 * @param timeLimit the command is killed, with all that it started in its session, when this has passed
 * @param onOutput takes each line of standard output as it appears, without line end; called on a shell's thread
 * @param onError takes each line of standard error likewise
 */
public record ShellCommand(
        String script,
        Map<String, String> environment,
        Optional<Path> directory,
        String input,
        Duration timeLimit,
        Consumer<String> onOutput,
        Consumer<String> onError) {
    /** Time limit where none is given. */
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(2);

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Checks variable names and directory. */
    public ShellCommand {
        environment = Map.copyOf(environment);
        for (String name : environment.keySet()) {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("Not the name of an environment variable: '" + name + "'");
            }
        }
        if (directory.isPresent() && !directory.get().isAbsolute()) {
            throw new IllegalArgumentException("The working directory must be absolute: " + directory.get());
        }
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("The time limit must be positive: " + timeLimit);
        }
    }

    /** Runs one program with its arguments, each passed on exactly as given. */
    public static ShellCommand of(String... words) {
        if (words.length == 0) {
            throw new IllegalArgumentException("A command needs at least the name of a program");
        }
        return script("exec " + ShellQuote.join(words));
    }

    /** Runs bash source. */
    public static ShellCommand script(String source) {
        return new ShellCommand(source, Map.of(), Optional.empty(), "", DEFAULT_TIME_LIMIT, line -> {}, line -> {});
    }

    /** Sets one environment variable. */
    public ShellCommand withEnvironment(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new ShellCommand(script, more, directory, input, timeLimit, onOutput, onError);
    }

    /** Sets the working directory. */
    public ShellCommand withDirectory(Path absolute) {
        return new ShellCommand(script, environment, Optional.of(absolute), input, timeLimit, onOutput, onError);
    }

    /** Sets what the command reads from standard input. */
    public ShellCommand withInput(String text) {
        return new ShellCommand(script, environment, directory, text, timeLimit, onOutput, onError);
    }

    /** Sets the time limit. */
    public ShellCommand withTimeLimit(Duration limit) {
        return new ShellCommand(script, environment, directory, input, limit, onOutput, onError);
    }

    /** Sets who takes the lines of standard output as they appear. */
    public ShellCommand withOutput(Consumer<String> lines) {
        return new ShellCommand(script, environment, directory, input, timeLimit, lines, onError);
    }

    /** Sets who takes the lines of standard error as they appear. */
    public ShellCommand withErrors(Consumer<String> lines) {
        return new ShellCommand(script, environment, directory, input, timeLimit, onOutput, lines);
    }

    /** The whole as one bash source: environment, directory, then the script. */
    public String source() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(environment)
                .forEach((name, value) -> text.append("export ")
                        .append(name)
                        .append('=')
                        .append(ShellQuote.quote(value))
                        .append('\n'));
        directory.ifPresent(path ->
                text.append("cd ").append(ShellQuote.quote(path.toString())).append(" || exit 126\n"));
        return text.append(script).append('\n').toString();
    }
}
