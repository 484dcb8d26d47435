package io.directorate.node.lab;

import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellQuote;

/** Runs commands in one network namespace of another shell. {@code /sys} stays that of the other shell. */
record NamespaceShell(Shell shell, String namespace) implements Shell {
    @Override
    public ShellProcess start(ShellCommand command) {
        String inside = "exec nsenter --net=/run/netns/" + ShellQuote.quote(namespace) + " bash -c "
                + ShellQuote.quote(command.script());
        return shell.start(new ShellCommand(
                inside,
                command.environment(),
                command.directory(),
                command.input(),
                command.timeLimit(),
                command.onOutput(),
                command.onError()));
    }
}
