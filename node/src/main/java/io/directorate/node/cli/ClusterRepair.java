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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done to the folder of a director that is stopped. */
final class ClusterRepair {
    private ClusterRepair() {}

    private interface Work {
        List<String> run() throws IOException;
    }

    private static int tell(CommandSpec spec, Work work) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            work.run().forEach(out::println);
            return 0;
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    /** {@code directorate cluster recover --data-dir DIR}: mends a damaged log or journal of a director that is stopped. */
    @Command(
            name = "recover",
            mixinStandardHelpOptions = true,
            description = {
                "Mends a damaged log or journal of a director that is stopped and stands alone. Nothing is deleted: what is"
                        + " damaged is set aside.",
                "A damaged log is begun anew behind the journal, which holds every acknowledged change. A damaged journal"
                        + " is made anew of the log, which holds them too.",
                "With --alone, also for a director whose cluster has lost its majority for good: it forgets the cluster and"
                        + " goes on from its own journal; what only the lost directors had is lost. Then start it,"
                        + " 'directorate cluster init' on it, and 'directorate cluster join' on the others."
            })
    static final class Recover implements Callable<Integer> {
        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The director's dataDir.")
        private Path dataDir;

        @Option(
                names = "--alone",
                description =
                        "Forget the cluster, and go on from this director's journal alone. Says first what may be lost.")
        private boolean alone;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Recover() {}

        @Override
        public Integer call() {
            return tell(spec, () -> alone ? Recovery.alone(dataDir) : Recovery.recover(dataDir));
        }
    }

    /** {@code directorate cluster restore --data-dir DIR FILE}: begins with a backup. */
    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description = {
                "Puts a backup in place of what a stopped director has; that is set aside, not deleted.",
                "The director then goes on alone from the backup; in a cluster, 'directorate cluster init' on it founds the"
                        + " cluster anew, and 'directorate cluster join' brings the others to it."
            })
    static final class Restore implements Callable<Integer> {
        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The director's dataDir.")
        private Path dataDir;

        @Parameters(index = "0", paramLabel = "FILE", description = "Written by 'directorate cluster backup'.")
        private Path file;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Restore() {}

        @Override
        public Integer call() {
            return tell(spec, () -> Recovery.restore(dataDir, file));
        }
    }
}
