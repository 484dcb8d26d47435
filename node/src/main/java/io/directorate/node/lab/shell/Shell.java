package io.directorate.node.lab.shell;

/** A place where commands run as root: this host or a guest. Safe for use by several threads. */
public interface Shell {
    /** Starts a command and returns at once; a {@link ShellException} says that it cannot be started. */
    ShellProcess start(ShellCommand command);

    /** Runs a command to its end; fails as {@link ShellProcess#await()} does. */
    default ShellResult run(ShellCommand command) {
        try (ShellProcess process = start(command)) {
            return process.await();
        }
    }

    /** Runs one program with its arguments to its end. */
    default ShellResult run(String... words) {
        return run(ShellCommand.of(words));
    }

    /** Runs bash source to its end and returns its standard output; a {@link ShellException} when its status is not 0 */
    default String bash(String source) {
        return run(ShellCommand.script(source)).check(firstLine(source)).output();
    }

    private static String firstLine(String source) {
        String text = source.strip();
        int end = text.indexOf('\n');
        return "'" + (end < 0 ? text : text.substring(0, end) + " …") + "'";
    }
}
