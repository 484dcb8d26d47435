package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code directorate get WHAT}: what the log holds, and what the dataplane does. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what the log holds: services, groups, timeouts, sysctls;",
            "what this director's dataplane holds, with counters: table;",
            "and how the directors are: directors."
        })
final class GetCommand implements Callable<Integer> {
    enum What {
        SERVICES,
        GROUPS,
        TIMEOUTS,
        SYSCTLS,
        TABLE,
        DIRECTORS
    }

    @Mixin
    private DirectorClient client;

    @Mixin
    private Output output;

    @Parameters(index = "0", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    private What what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "One service (tcp:192.0.2.1:80, fwmark:7) or group.")
    private @Nullable String name;

    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    GetCommand() {}

    @Override
    public Integer call() {
        boolean named = what == What.SERVICES || what == What.GROUPS;
        if (name != null && !named) {
            throw new ParameterException(spec.commandLine(), "a NAME goes with services and groups only");
        }
        String path = "/api/v1/" + what.name().toLowerCase(Locale.ROOT);
        JsonNode answer =
                client.get(name == null ? path : path + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        output.print(spec.commandLine().getOut(), answer, table());
        return 0;
    }

    private Function<JsonNode, List<List<String>>> table() {
        return switch (what) {
            case SERVICES -> name == null ? Tables::services : Tables::service;
            case GROUPS -> name == null ? Tables::groups : Tables::group;
            case TIMEOUTS, SYSCTLS -> Tables::settings;
            case TABLE -> Tables::table;
            case DIRECTORS -> Tables::directors;
        };
    }
}
