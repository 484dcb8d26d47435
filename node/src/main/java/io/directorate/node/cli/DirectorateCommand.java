package io.directorate.node.cli;

import io.directorate.node.lab.LabCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The one command {@code directorate}. */
@Command(
        name = "directorate",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs Linux Virtual Server directors as one system on a replicated event log.",
        footer = {
            "",
            "Also: directorate ipvsadm [OPTIONS], a drop-in for ipvsadm(8) that goes through the log",
            "where a director runs in this network namespace.",
            "",
            "Exit status: 0 done, 1 refused or failed, 2 bad usage."
        },
        subcommands = {
            RunCommand.class,
            LabCommand.class,
            ApplyCommand.class,
            PlanCommand.class,
            GetCommand.class,
            EventsCommand.class,
            StateCommand.class,
            WaitCommand.class,
            ClusterCommand.class,
            JournalCommand.class,
            PkiCommand.class,
            CommandLine.HelpCommand.class
        })
public final class DirectorateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    public DirectorateCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /**
     * Runs a command line.
     *
     * @param arguments without the program's name
     * @return exit status
     */
    public static int run(String[] arguments) {
        return line(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    /** The command line as it stands, with its results and errors going where they are wanted. */
    static CommandLine line(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new DirectorateCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailedException) {
                command.getErr().println("directorate " + command.getCommandName() + ": " + failure.getMessage());
            } else {
                command.getErr().println("directorate " + command.getCommandName() + ": failed: " + failure);
                if (Boolean.getBoolean("directorate.debug")) {
                    failure.printStackTrace(command.getErr());
                }
            }
            return 1;
        });
        return line;
    }
}
