package io.directorate.node.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.reconcile.DriftPolicy;
import io.directorate.events.model.IpAddress;
import io.directorate.node.config.DirectorConfig.Api;
import io.directorate.node.config.DirectorConfig.Cluster;
import io.directorate.node.config.DirectorConfig.History;
import io.directorate.node.config.DirectorConfig.Log;
import io.directorate.node.config.DirectorConfig.Plane;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link DirectorConfig} from YAML: every key known, every value in range, else an error with file, line and path. */
public final class ConfigReader {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB|)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

    private static final int MAX_SEEDS = 32;
    private static final int HIGHEST_PORT = 65_533;

    private final YamlDocument document;

    private ConfigReader(YamlDocument document) {
        this.document = document;
    }

    /**
     * Reads a file.
     *
     * @param file in YAML
     * @return the configuration, with the default of every key that is not there
     * @throws ConfigException with place and rule
     */
    public static DirectorConfig read(Path file) throws ConfigException {
        return of(YamlDocument.read(file));
    }

    /**
     * Reads a document.
     *
     * @param document in YAML
     * @return the configuration
     * @throws ConfigException with place and rule
     */
    public static DirectorConfig of(YamlDocument document) throws ConfigException {
        return new ConfigReader(document).config();
    }

    private DirectorConfig config() throws ConfigException {
        JsonNode root = document.root();
        keys(
                root,
                "",
                "director",
                "dataDir",
                "runtimeDir",
                "api",
                "dataplane",
                "log",
                "journal",
                "interfaces",
                "cluster");
        String director = text(root, "director", defaultName());
        require(NAME.matcher(director).matches(), "director", "must be 1 to 63 letters, digits, - or _");
        return new DirectorConfig(
                director,
                Path.of(text(root, "dataDir", "/var/lib/directorate")).toAbsolutePath(),
                Path.of(text(root, "runtimeDir", defaultRuntimeDir())).toAbsolutePath(),
                api(section(root, "api")),
                plane(section(root, "dataplane")),
                log(section(root, "log")),
                history(section(root, "journal")),
                interfaces(section(root, "interfaces")),
                root.has("cluster") ? Optional.of(cluster(section(root, "cluster"))) : Optional.empty());
    }

    private Cluster cluster(JsonNode node) throws ConfigException {
        keys(node, "cluster", "listen", "seeds", "identity", "vote", "bus");
        String listen = text(node, "cluster.listen", "");
        require(
                !listen.isEmpty(),
                "cluster.listen",
                "is missing: at which ADDRESS:PORT do the other directors reach it?");
        LogEndpoint endpoint = endpoint("cluster.listen", listen);
        require(
                !endpoint.host().equals("0.0.0.0") && !endpoint.host().equals("::"),
                "cluster.listen",
                "is every address of this machine; give the one at which the other directors reach it");
        List<LogEndpoint> seeds = new ArrayList<>();
        JsonNode list = node.path("seeds");
        require(
                list.isMissingNode() || list.isArray(),
                "cluster.seeds",
                "must be a list of ADDRESS:PORT of directors of the cluster");
        for (JsonNode seed : list) {
            String path = "cluster.seeds[" + seeds.size() + "]";
            require(seed.isTextual(), path, "must be ADDRESS:PORT");
            seeds.add(endpoint(path, seed.asText()));
        }
        require(seeds.size() <= MAX_SEEDS, "cluster.seeds", "has " + seeds.size() + " entries, may have " + MAX_SEEDS);
        Cluster.Vote vote = choice(node, "cluster.vote", Cluster.Vote.values(), Cluster.Vote.AUTO);
        boolean bus = bool(node, "cluster", "bus", true);
        require(
                bus || vote != Cluster.Vote.FOLLOW,
                "cluster.bus",
                "is false, and cluster.vote is follow: what a director follows comes over the bus");
        require(
                !bus || endpoint.port() <= HIGHEST_PORT,
                "cluster.listen",
                "has the port " + endpoint.port() + ", may have " + HIGHEST_PORT
                        + " at most: the two ports after it are for Hazelcast and the event bus, unless cluster.bus is false");
        return new Cluster(
                endpoint,
                seeds,
                Path.of(text(node, "cluster.identity", "/etc/directorate/identity/current"))
                        .toAbsolutePath(),
                vote,
                bus);
    }

    private LogEndpoint endpoint(String path, String given) throws ConfigException {
        try {
            LogEndpoint endpoint = LogEndpoint.parse(given);
            require(endpoint.port() > 0, path, "is '" + given + "', the port must be 1 to 65535");
            return endpoint;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(document.place(path) + ": is '" + given
                    + "', must be ADDRESS:PORT, such as 192.0.2.1:7655 or [2001:db8::1]:7655");
        }
    }

    /**
     * Returns where control sockets are unless the configuration says otherwise; commands look there too.
     *
     * @return {@code $DIRECTORATE_RUNTIME_DIR} or {@code /run/directorate}
     */
    public static String defaultRuntimeDir() {
        String given = System.getenv("DIRECTORATE_RUNTIME_DIR");
        return given == null || given.isEmpty() ? "/run/directorate" : given;
    }

    private static String defaultName() {
        try {
            String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9_-].*", "");
            return host.isEmpty() ? "director" : host;
        } catch (UnknownHostException e) {
            return "director";
        }
    }

    private Api api(JsonNode node) throws ConfigException {
        keys(node, "api", "listen", "enabled");
        boolean enabled = bool(node, "api", "enabled", true);
        String listen = text(node, "api.listen", "127.0.0.1:7654");
        int colon = listen.lastIndexOf(':');
        require(colon > 0, "api.listen", "must be ADDRESS:PORT, such as 127.0.0.1:7654 or [::1]:7654");
        String host = listen.substring(0, colon).replaceAll("^\\[|\\]$", "");
        boolean loopback = IpAddress.isAddress(host) && (host.startsWith("127.") || host.equals("::1"));
        require(
                loopback,
                "api.listen",
                "is " + host
                        + ", must be a loopback address: the API has no authentication, so it is not offered to the"
                        + " network");
        int port = number("api.listen", listen.substring(colon + 1), 0, 65535);
        return new Api(enabled, host, port);
    }

    private Plane plane(JsonNode node) throws ConfigException {
        keys(node, "dataplane", "kind", "interval", "drift", "foreign");
        return new Plane(
                choice(node, "dataplane.kind", Plane.Kind.values(), Plane.Kind.KERNEL),
                duration(
                        node,
                        "dataplane.interval",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofHours(1)),
                choice(node, "dataplane.drift", DriftPolicy.values(), DriftPolicy.REPAIR),
                choice(node, "dataplane.foreign", ForeignPolicy.values(), ForeignPolicy.KEEP));
    }

    private Log log(JsonNode node) throws ConfigException {
        keys(node, "log", "requestTimeout", "minFree", "snapshotEntries");
        return new Log(
                duration(
                        node,
                        "log.requestTimeout",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5)),
                size(node, "log.minFree", 64L << 20),
                integer(node, "log.snapshotEntries", 10_000, 10, 10_000_000));
    }

    private History history(JsonNode node) throws ConfigException {
        keys(node, "journal", "keepEvents", "checkpointEvents");
        return new History(
                integer(node, "journal.keepEvents", 1_000_000, 0, Integer.MAX_VALUE),
                integer(node, "journal.checkpointEvents", 10_000, 10, 1_000_000));
    }

    private Map<String, String> interfaces(JsonNode node) throws ConfigException {
        Map<String, String> result = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String path = "interfaces." + entry.getKey();
            require(NAME.matcher(entry.getKey()).matches(), path, "the role must be 1 to 63 letters, digits, - or _");
            require(
                    entry.getValue().isTextual() && entry.getValue().asText().matches("[^/\\s]{1,15}"),
                    path,
                    "must be an interface name of 1 to 15 characters");
            result.put(entry.getKey(), entry.getValue().asText());
        }
        return result;
    }

    private JsonNode section(JsonNode root, String name) throws ConfigException {
        JsonNode node = root.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        require(node.isObject(), name, "must be a section of keys and values");
        return node;
    }

    private void keys(JsonNode node, String path, String... known) throws ConfigException {
        require(node.isObject(), path, "must be keys and values");
        List<String> names = Arrays.asList(known);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String child = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            require(names.contains(entry.getKey()), child, "is not known; known are " + String.join(", ", known));
        }
    }

    private String text(JsonNode node, String path, String otherwise) throws ConfigException {
        JsonNode value = node.path(path.substring(path.lastIndexOf('.') + 1));
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        require(value.isValueNode() && !value.asText().isBlank(), path, "must be a text");
        return value.asText();
    }

    private boolean bool(JsonNode node, String section, String key, boolean otherwise) throws ConfigException {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        require(value.isBoolean(), section + "." + key, "is " + value + ", must be true or false");
        return value.asBoolean();
    }

    private int integer(JsonNode node, String path, int otherwise, int lowest, int highest) throws ConfigException {
        String given = text(node, path, "");
        return given.isEmpty() ? otherwise : number(path, given, lowest, highest);
    }

    private int number(String path, String given, int lowest, int highest) throws ConfigException {
        long value = given.matches("[0-9]{1,10}") ? Long.parseLong(given) : -1;
        require(
                value >= lowest && value <= highest,
                path,
                "is '" + given + "', must be a number from " + lowest + " to " + highest);
        return (int) value;
    }

    private Duration duration(JsonNode node, String path, Duration otherwise, Duration lowest, Duration highest)
            throws ConfigException {
        String given = text(node, path, "");
        if (given.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(given);
        require(matcher.matches(), path, "is '" + given + "', must be a number with ms, s, m, h or d, such as 10s");
        long count = Long.parseLong(matcher.group(1));
        Duration value = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        require(
                value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0,
                path,
                "is " + given + ", must be " + lowest.toMillis() + "ms to " + highest.toSeconds() + "s");
        return value;
    }

    private long size(JsonNode node, String path, long otherwise) throws ConfigException {
        String given = text(node, path, "");
        if (given.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(given);
        require(matcher.matches(), path, "is '" + given + "', must be a number of bytes, or with KiB, MiB or GiB");
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "KiB" -> count << 10;
            case "MiB" -> count << 20;
            case "GiB" -> count << 30;
            default -> count;
        };
    }

    private <E extends Enum<E>> E choice(JsonNode node, String path, E[] values, E otherwise) throws ConfigException {
        String given = text(node, path, "");
        if (given.isEmpty()) {
            return otherwise;
        }
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(given)) {
                return value;
            }
        }
        String all = Arrays.stream(values)
                .map(v -> v.name().toLowerCase(Locale.ROOT))
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        throw new ConfigException(document.place(path) + ": is '" + given + "', must be one of " + all);
    }

    private void require(boolean condition, String path, String message) throws ConfigException {
        if (!condition) {
            throw new ConfigException(document.place(path) + ": " + message);
        }
    }
}
