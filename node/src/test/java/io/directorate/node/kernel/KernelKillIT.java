package io.directorate.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.node.lab.IpFamily;
import io.directorate.node.lab.LabPlan;
import io.directorate.node.lab.LabTopology;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a director again and again while traffic goes through it: neither its death nor its start touches the kernel's table, and no
 * connection notices.
 *
 * <p>{@code mvn verify} does so {@value #USUAL_KILLS} times. The full test kills 50 times: {@code mvn verify -pl node -am -Dit.test=KernelKillIT
 * -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dkills=50}.
 */
@KernelTest(memoryMegabytes = 1536, timeLimitSeconds = 7200)
class KernelKillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KernelKillIT.class);
    private static final int USUAL_KILLS = 3;
    private static final int KILLS = Integer.getInteger("kills", USUAL_KILLS);
    private static final int SERVERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<String> commandIds = new ArrayList<>();

    @Test
    void leavesTableAndTrafficAloneWhenItDiesAndWhenItStarts(UmlGuest guest) {
        LabTopology lab = LabTopology.build(guest, LabPlan.standard());
        try (GuestDirector director = new GuestDirector(lab.director(), "d1").start()) {
            director.apply(declaration(lab.plan()));
            try (SteadyTraffic traffic = SteadyTraffic.start(lab)) {
                awaitProgress(traffic, "the start of traffic");
                Table table = Table.read(lab);
                for (int kill = 1; kill <= KILLS; kill++) {
                    setWeights(director, lab.plan(), kill);
                    table = killAndStart(lab, director, traffic, table, kill);
                }
                traffic.finishRequests();
                assertThat(traffic.failures()).isEmpty();
                assertThat(traffic.isStreaming())
                        .as("the long connection is open")
                        .isTrue();
                assertThat(traffic.streamIsWhole()).isTrue();
                checkHistory(director);
                LOG.info(
                        "{} kills and starts: {} requests, none failed; {} bytes over one connection; {} connections counted",
                        KILLS,
                        traffic.answered(),
                        traffic.streamed(),
                        table.counters.connections());
            }
        }
    }

    private static Table killAndStart(
            LabTopology lab, GuestDirector director, SteadyTraffic traffic, Table earlier, int kill) {
        Table before = Table.read(lab).checkAfter(earlier, "change " + kill);
        assertThat(before.rules).anyMatch(line -> line.endsWith(" -w " + weight(kill, 1)));

        director.kill();
        Table dead = Table.read(lab).checkSame(before, "death " + kill);
        awaitProgress(traffic, "death " + kill);

        director.start();
        Table started = Table.read(lab).checkSame(dead, "start " + kill);
        awaitProgress(traffic, "start " + kill);
        assertThat(started.counters.connections()).isGreaterThan(before.counters.connections());
        // The kernel was not even asked for a change.
        assertThat(metric(lab, director, "directorate_reconcile_changes_total"))
                .as("changes of the table by start " + kill)
                .isZero();
        return started;
    }

    /** The kernel's table as the real ipvsadm shows it. */
    private record Table(List<String> rules, IpvsCounters counters) {
        static Table read(LabTopology lab) {
            // The kernel's order of services means nothing.
            List<String> rules = List.copyOf(new TreeSet<>(
                    lab.director().bash("ipvsadm -Sn").strip().lines().toList()));
            return new Table(rules, IpvsCounters.parse(lab.director().bash("ipvsadm -Ln --stats --exact")));
        }

        Table checkSame(Table before, String what) {
            assertThat(rules).as("the table after " + what).isEqualTo(before.rules);
            return checkAfter(before, what);
        }

        Table checkAfter(Table before, String what) {
            assertThat(counters.values()).as("counters after " + what).hasSize(2 * (1 + SERVERS) + 2);
            assertThat(counters.fallenSince(before.counters))
                    .as("counters that fell by " + what + ": made anew")
                    .isEmpty();
            return this;
        }
    }

    private static String declaration(LabPlan plan) {
        StringBuilder yaml = new StringBuilder("services:\n");
        for (IpFamily family : IpFamily.values()) {
            yaml.append("- service: \"").append(web(family)).append("\"\n  scheduler: wrr\n  servers:\n");
            for (int server = 1; server <= SERVERS; server++) {
                yaml.append("  - {server: \"")
                        .append(endpoint(plan.realServerAddress(server, family), 8080))
                        .append("\", method: nat, weight: 1}\n");
            }
        }
        int port = SteadyTraffic.STREAM_PORT;
        return yaml.append("- service: \"tcp:")
                .append(endpoint(LabPlan.vip(IpFamily.V4), port))
                .append("\"\n  scheduler: rr\n  servers:\n  - {server: \"")
                .append(endpoint(plan.realServerAddress(1, IpFamily.V4), port))
                .append("\", method: nat}\n")
                .toString();
    }

    private static String web(IpFamily family) {
        return "tcp:" + endpoint(LabPlan.vip(family), 80);
    }

    private static String endpoint(String address, int port) {
        return address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
    }

    private static int weight(int kill, int server) {
        return 10 * kill + server;
    }

    /** One change for each real server of one of the families, each under an id of its own. */
    private void setWeights(GuestDirector director, LabPlan plan, int kill) {
        IpFamily family = kill % 2 == 0 ? IpFamily.V4 : IpFamily.V6;
        for (int server = 1; server <= SERVERS; server++) {
            String id = "kill-" + kill + "-" + server;
            ObjectNode body = mapper.createObjectNode().put("commandId", id);
            body.putObject("command")
                    .put("type", "set-weight")
                    .put("service", web(family))
                    .put("server", endpoint(plan.realServerAddress(server, family), 8080))
                    .put("weight", weight(kill, server));
            JsonNode answer = director.send("POST", "/api/v1/commands?timeoutMillis=60000", body.toString())
                    .check()
                    .body();
            assertThat(answer.path("converged").asBoolean())
                    .as(answer.toString())
                    .isTrue();
            commandIds.add(id);
        }
    }

    private void checkHistory(GuestDirector director) {
        List<String> found = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (JsonNode event : director.send("GET", "/api/v1/events?limit=10000", null)
                .check()
                .body()
                .path("events")) {
            sequences.add(event.path("id").asLong());
            assertThat(event.path("type").asText()).as(event.toString()).doesNotContain("drift");
            if (event.path("commandid").asText().startsWith("kill-")) {
                found.add(event.path("commandid").asText());
            }
        }
        assertThat(found).isEqualTo(commandIds);
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo(i + 1L);
        }
    }

    private static long metric(LabTopology lab, GuestDirector director, String name) {
        String line = lab.director()
                .run(ShellCommand.script("curl -s --unix-socket " + director.folder() + "/run/netns-*.sock"
                        + " http://127.0.0.1/metrics | grep '^" + name + "'"))
                .check("reading /metrics")
                .output();
        return (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1).strip());
    }

    /** Requests begun after this moment are answered, the long connection goes on, and nothing has failed. */
    private static void awaitProgress(SteadyTraffic traffic, String what) {
        long answered = traffic.answered();
        int more = 2 * IpFamily.values().length;
        await(() -> !traffic.failures().isEmpty() || traffic.answered() >= answered + more, "answers after " + what);
        assertThat(traffic.failures()).as("after " + what).isEmpty();
        long streamed = traffic.streamed();
        await(() -> !traffic.isStreaming() || traffic.streamed() > streamed, "more of the download after " + what);
        assertThat(traffic.isStreaming())
                .as("the long connection is open after " + what)
                .isTrue();
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("within " + PATIENCE + " there were no " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
