package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.consensus.store.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code directorate cluster …}: who is in the cluster, and what concerns the log as such. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Founds, joins and shows a cluster of directors, and looks after its log.",
        subcommands = {
            ClusterCommand.Init.class,
            ClusterCommand.Join.class,
            ClusterCommand.Members.class,
            ClusterCommand.Remove.class,
            ClusterCommand.Backup.class,
            ClusterRepair.Restore.class,
            ClusterRepair.Recover.class
        })
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

    /** {@code directorate cluster init}: founds a cluster with the running director. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Founds a cluster: the running director of this network namespace is its first member, and its history is"
                        + " the cluster's.",
                "Other directors whose cluster.seeds name it then join by themselves."
            })
    static final class Init implements Callable<Integer> {
        @Mixin
        private DirectorClient client;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Init() {}

        @Override
        public Integer call() {
            JsonNode answer =
                    client.send("POST", "/api/v1/cluster/init", Map.of(), DirectorClient.MAPPER.createObjectNode());
            spec.commandLine().getOut().println(answer.path("done").asText());
            return 0;
        }
    }

    /** {@code directorate cluster join}: gives up the running director's own history and joins the cluster of its seeds. */
    @Command(
            name = "join",
            mixinStandardHelpOptions = true,
            description = {
                "Joins the cluster of the director's cluster.seeds. Needed only for a director that has a history of its own,"
                        + " or was removed: that history is set aside, not deleted. Others join by themselves.",
                "What the dataplane forwards stays as it is until the cluster's log is here."
            })
    static final class Join implements Callable<Integer> {
        @Mixin
        private DirectorClient client;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Join() {}

        @Override
        public Integer call() {
            JsonNode answer =
                    client.send("POST", "/api/v1/cluster/join", Map.of(), DirectorClient.MAPPER.createObjectNode());
            spec.commandLine().getOut().println(answer.path("done").asText());
            return 0;
        }
    }

    /** {@code directorate cluster members}: who is in it. */
    @Command(
            name = "members",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the members of the cluster as this director knows them; the leader knows how far each is.")
    static final class Members implements Callable<Integer> {
        @Mixin
        private DirectorClient client;

        @Mixin
        private Output output;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Members() {}

        @Override
        public Integer call() {
            output.print(spec.commandLine().getOut(), client.get("/api/v1/cluster"), Tables::members);
            return 0;
        }
    }

    /** {@code directorate cluster remove MEMBER}: lets one go. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Takes a member out of the cluster, whether or not it runs. Its dataplane goes on with what it has.",
                "It comes back with 'directorate cluster join' on it."
            })
    static final class Remove implements Callable<Integer> {
        @Mixin
        private DirectorClient client;

        @Parameters(
                index = "0",
                paramLabel = "MEMBER",
                description = "Its name, address (with or without port) or member id, as 'cluster members' shows them.")
        private String member;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Remove() {}

        @Override
        public Integer call() {
            String path = "/api/v1/cluster/members/" + URLEncoder.encode(member, StandardCharsets.UTF_8);
            JsonNode answer = client.send("DELETE", path, Map.of(), null);
            spec.commandLine()
                    .getOut()
                    .println("removed " + answer.path("removed").asText());
            return 0;
        }
    }

    /** {@code directorate cluster backup FILE}: a copy of all that the log led to. */
    @Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            description = "Writes a copy of the running director's journal, from which 'cluster restore' begins anew.")
    static final class Backup implements Callable<Integer> {
        @Mixin
        private DirectorClient client;

        @Parameters(index = "0", paramLabel = "FILE", description = "To write; must not exist.")
        private Path file;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Backup() {}

        @Override
        public Integer call() {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            if (Files.exists(file)) {
                throw new CommandFailedException(file + " is there already; name another file");
            }
            try {
                try {
                    // The journal holds what nobody else is to read, such as passwords of VRRP.
                    Files.deleteIfExists(part);
                    Files.createFile(
                            part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    try (OutputStream to = Files.newOutputStream(part)) {
                        client.download("/api/v1/cluster/backup", to);
                    }
                    DurableFiles.forceFile(part);
                    DurableFiles.moveIntoPlace(part, file);
                } finally {
                    Files.deleteIfExists(part);
                }
                spec.commandLine().getOut().println(file + ": " + Files.size(file) + " bytes");
                return 0;
            } catch (IOException e) {
                throw new CommandFailedException(file + " cannot be written: " + e);
            }
        }
    }
}
