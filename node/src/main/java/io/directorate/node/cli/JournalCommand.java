package io.directorate.node.cli;

import io.directorate.events.journal.JournalException;
import io.directorate.events.journal.VerifyReport;
import io.directorate.node.director.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code directorate journal …}: the history as a file. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks into the journal of a director that is stopped.",
        subcommands = {JournalCommand.Verify.class})
final class JournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    JournalCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** {@code directorate journal verify --data-dir DIR}: walks the whole hash chain and all signatures. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Walks the whole hash chain and all signed anchors, and says whether anything was rewritten.")
    static final class Verify implements Callable<Integer> {
        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The director's dataDir.")
        private Path dataDir;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Verify() {}

        @Override
        public Integer call() {
            try {
                VerifyReport report = Recovery.verify(dataDir);
                spec.commandLine()
                        .getOut()
                        .println("whole: events " + report.firstSequence() + " to " + report.lastSequence() + ", "
                                + report.anchors() + " signed anchors");
                report.foreignSigners()
                        .forEach(key -> spec.commandLine().getOut().println("signed by another key: " + key));
                return 0;
            } catch (IOException | JournalException e) {
                throw new CommandFailedException(String.valueOf(e.getMessage()));
            }
        }
    }
}
