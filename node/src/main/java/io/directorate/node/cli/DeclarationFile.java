package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.codec.CodecException;
import io.directorate.events.codec.ConfigurationCodec;
import io.directorate.node.config.ConfigException;
import io.directorate.node.config.YamlDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -f}: a declared configuration in YAML or JSON, checked here already, so that errors name the line. */
final class DeclarationFile {
    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "Declared configuration in YAML or JSON; - for standard input.")
    private String file;

    @Option(names = "--owner", paramLabel = "NAME", description = "In whose name, instead of what the file says.")
    private @Nullable String owner;

    private @Nullable YamlDocument document;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    DeclarationFile() {}

    String name() {
        return file.equals("-") ? "standard input" : file;
    }

    ObjectNode declaration() {
        YamlDocument read = read();
        if (!(read.root() instanceof ObjectNode root)) {
            throw new CommandFailedException(read.place("") + ": must be keys and values");
        }
        if (owner != null) {
            root.put("owner", owner);
        }
        try {
            ConfigurationCodec.fromTree(root);
        } catch (CodecException e) {
            throw new CommandFailedException(read.place(e.path()) + ": " + e.getMessage());
        }
        return root;
    }

    /** Turns the path with which the director's refusal begins into a place in the file. */
    JsonNode located(Supplier<JsonNode> request) {
        try {
            return request.get();
        } catch (CommandFailedException e) {
            String message = String.valueOf(e.getMessage());
            int colon = message.indexOf(": ");
            String path = colon < 0 ? "" : message.substring(0, colon);
            if (document != null && path.matches("(services|groups|timeouts|sysctls)[A-Za-z0-9_.\\[\\]]*")) {
                throw new CommandFailedException(document.place(path) + message.substring(colon));
            }
            throw e;
        }
    }

    private YamlDocument read() {
        try {
            YamlDocument read = file.equals("-")
                    ? YamlDocument.parse("standard input", System.in.readNBytes(YamlDocument.MAX_BYTES + 1))
                    : YamlDocument.read(Path.of(file));
            document = read;
            return read;
        } catch (ConfigException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailedException("standard input cannot be read: " + e.getMessage());
        }
    }
}
