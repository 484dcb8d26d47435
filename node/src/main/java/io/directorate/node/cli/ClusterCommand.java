package io.directorate.node.cli;

import io.directorate.node.director.Recovery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code directorate cluster …}: what concerns the log as such. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after the service log.",
        subcommands = {ClusterCommand.Recover.class})
final class ClusterCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    ClusterCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** {@code directorate cluster recover --data-dir DIR}: mends a damaged log or journal of a director that is stopped. */
    @Command(
            name = "recover",
            mixinStandardHelpOptions = true,
            description = {
                "Mends a damaged log or journal of a director that is stopped and stands alone. Nothing is deleted: what is"
                        + " damaged is set aside.",
                "A damaged log is begun anew behind the journal, which holds every acknowledged change. A damaged journal"
                        + " is made anew of the log, which holds them too."
            })
    static final class Recover implements Callable<Integer> {
        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The director's dataDir.")
        private Path dataDir;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Recover() {}

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try {
                List<String> done = Recovery.recover(dataDir);
                done.forEach(out::println);
                return 0;
            } catch (IOException e) {
                throw new CommandFailedException(String.valueOf(e.getMessage()));
            }
        }
    }
}
