package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.InvalidValueException;
import io.directorate.node.pki.CertificateMaker;
import io.directorate.node.pki.CertificateView;
import io.directorate.node.pki.ClusterCa;
import io.directorate.node.pki.IdentityOrder;
import io.directorate.node.pki.IssuedIdentity;
import io.directorate.node.pki.PkiException;
import io.directorate.node.pki.SubjectAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code directorate pki …}: the cluster's CA and the certificates of its directors. */
@Command(
        name = "pki",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Makes the cluster's own certificate authority (CA), and the certificates by which directors know each other.",
        subcommands = {PkiCommand.Init.class, PkiCommand.Issue.class, PkiCommand.Show.class})
final class PkiCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    PkiCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static CertificateMaker maker() {
        return new CertificateMaker(Clock.systemUTC(), new SecureRandom());
    }

    /** {@code directorate pki init --dir DIR}: makes the CA. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the cluster's CA: certificate and private key, in a folder of its own that appears whole or not at all.",
                "Keep the folder off the directors, and back it up: whoever has ca.key can let anybody into the cluster."
            })
    static final class Init implements Callable<Integer> {
        @Option(names = "--dir", required = true, paramLabel = "DIR", description = "A folder that is not there yet.")
        private Path dir;

        @Option(
                names = "--cluster",
                paramLabel = "NAME",
                defaultValue = "directorate",
                description = "The cluster's name (default: ${DEFAULT-VALUE}).")
        private String cluster;

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "" + ClusterCa.DEFAULT_DAYS,
                description = "How long the CA holds (default: ${DEFAULT-VALUE}).")
        private int days;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Init() {}

        @Override
        public Integer call() {
            try {
                ClusterCa ca = ClusterCa.init(dir, cluster, days, maker());
                PrintWriter out = spec.commandLine().getOut();
                out.println("CA of cluster " + ca.cluster() + ", holds until "
                        + ca.certificate().getNotAfter().toInstant());
                out.println("  " + ca.certificateFile() + "  certificate, goes to every director");
                out.println("  " + ca.keyFile() + "  private key, mode 0600; keep it off the directors and back it up");
                out.println("next: directorate pki issue --dir " + dir + " --director NAME --address ADDRESS");
                return 0;
            } catch (InvalidValueException e) {
                throw new ParameterException(spec.commandLine(), "--" + e.field() + ": " + e.getMessage(), e);
            } catch (PkiException e) {
                throw new CommandFailedException(e.getMessage());
            }
        }
    }

    /** {@code directorate pki issue --dir DIR --director NAME}: makes a director's key and certificate. */
    @Command(
            name = "issue",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a key and a certificate for a director, and puts the CA's certificate beside them.",
                "For a director that has one this is a renewal: the link 'current' moves to the new files in one step and the old"
                        + " ones stay beside it. A director takes them without a restart."
            })
    static final class Issue implements Callable<Integer> {
        @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The CA's folder.")
        private Path dir;

        @Option(names = "--director", required = true, paramLabel = "NAME", description = "The director's name.")
        private String director;

        @Option(
                names = "--address",
                paramLabel = "ADDRESS",
                description =
                        "An IPv4 or IPv6 address or host name by which other directors reach it; may be given several"
                                + " times. Without any, a renewal keeps those it has.")
        private List<String> addresses = List.of();

        @Option(
                names = "--days",
                paramLabel = "N",
                description =
                        "How long it holds (default: " + ClusterCa.DEFAULT_DIRECTOR_DAYS + ", or until the CA ends).")
        private @Nullable Integer days;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Folder of this director's identity (default: directors/NAME in the CA's).")
        private @Nullable Path out;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Issue() {}

        @Override
        public Integer call() {
            try {
                IdentityOrder order = new IdentityOrder(
                        director,
                        addresses.stream().map(SubjectAddress::parse).toList(),
                        days == null ? OptionalInt.empty() : OptionalInt.of(days),
                        Optional.ofNullable(out));
                print(ClusterCa.open(dir, maker()).issue(order));
                return 0;
            } catch (InvalidValueException e) {
                throw new ParameterException(spec.commandLine(), "--" + e.field() + ": " + e.getMessage(), e);
            } catch (PkiException e) {
                throw new CommandFailedException(e.getMessage());
            }
        }

        private void print(IssuedIdentity issued) {
            PrintWriter text = spec.commandLine().getOut();
            text.println(issued.id() + ", holds until "
                    + issued.certificate().getNotAfter().toInstant());
            text.println("  addresses: " + words(issued.addresses()));
            text.println("  " + issued.files().chain() + "  certificate");
            text.println("  " + issued.files().key() + "  private key, mode 0600");
            text.println("  " + issued.files().authorities() + "  the cluster's CA");
            issued.previous().folder().ifPresent(folder -> text.println("the identity until now stays in " + folder));
            if (issued.addresses().isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "directorate pki issue: there is no --address in it: directors that check the address they"
                                        + " call refuse this one");
            }
        }

        private static String words(List<SubjectAddress> addresses) {
            return addresses.isEmpty()
                    ? "none"
                    : String.join(
                            ", ", addresses.stream().map(SubjectAddress::text).toList());
        }
    }

    /** {@code directorate pki show FILE}: prints what a certificate says. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the certificates in a file: who, until when, for what. They are shown, not checked.")
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "Certificates in PEM form.")
        private Path file;

        @Mixin
        private Output output;

        @Spec
        private CommandSpec spec;

        // picocli sets the annotated fields by reflection.
        @SuppressWarnings("NullAway.Init")
        Show() {}

        @Override
        public Integer call() {
            try {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                CertificateView.read(file, Clock.systemUTC()).forEach(view -> all.add(json(view)));
                output.print(spec.commandLine().getOut(), all, Show::table);
                return 0;
            } catch (PkiException e) {
                throw new CommandFailedException(e.getMessage());
            }
        }

        private static ObjectNode json(CertificateView view) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("kind", view.kind());
            node.put("cluster", view.cluster());
            node.put("director", view.director());
            node.put("state", view.state());
            node.put("notBefore", view.notBefore().toString());
            node.put("notAfter", view.notAfter().toString());
            node.put("daysLeft", view.daysLeft());
            ArrayNode addresses = node.putArray("addresses");
            view.addresses().forEach(addresses::add);
            ArrayNode usages = node.putArray("usages");
            view.usages().forEach(usages::add);
            node.put("key", view.key());
            node.put("subject", view.subject());
            node.put("issuer", view.issuer());
            node.put("serial", view.serial());
            node.put("sha256", view.fingerprint());
            return node;
        }

        /** One row for each thing said, since a certificate says more than fits beside each other. */
        private static List<List<String>> table(JsonNode all) {
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode certificate : all) {
                for (Map.Entry<String, JsonNode> field : certificate.properties()) {
                    rows.add(List.of(field.getKey(), text(field.getValue())));
                }
                rows.add(List.of(""));
            }
            rows.remove(rows.size() - 1);
            return rows;
        }

        private static String text(JsonNode value) {
            if (!value.isArray()) {
                return value.asText();
            }
            List<String> words = new ArrayList<>();
            value.forEach(element -> words.add(element.asText()));
            return String.join(", ", words);
        }
    }
}
