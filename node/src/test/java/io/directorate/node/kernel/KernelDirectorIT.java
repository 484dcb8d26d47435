package io.directorate.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.directorate.node.lab.IpFamily;
import io.directorate.node.lab.LabPlan;
import io.directorate.node.lab.LabTopology;
import io.directorate.node.lab.TrafficReport;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One director on a real IPVS kernel: what it programs, the traffic through it, and what it repairs. One guest, one director for all. */
@KernelTest(memoryMegabytes = 1536, timeLimitSeconds = 1500)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KernelDirectorIT {
    private static final long SEED = 20_261_120L;
    private static final int RANDOM_EDITS = 100;

    private LabTopology lab;
    private GuestDirector director;

    @BeforeAll
    void start(UmlGuest guest) {
        lab = LabTopology.build(guest, LabPlan.standard());
        director = new GuestDirector(lab.director(), "d1").start();
    }

    @AfterAll
    void stop() {
        if (director != null) {
            director.close();
        }
    }

    @Test
    @Order(1)
    void programsEveryOptionAsTheRealIpvsadmListsIt() throws IOException {
        director.apply(resource("everything.yaml"));
        assertThat(saved()).isEqualTo(lines(resource("everything.ipvsadm")));
        assertThat(ipvsadm("-Ln --thresholds").replaceAll(" +", " ")).contains("-> 10.20.0.102:8080 500 100 0 0");
        assertThat(ipvsadm("-L --timeout")).contains("600 60 90");
        assertThat(lab.director()
                        .run("cat", "/proc/sys/net/ipv4/vs/expire_nodest_conn")
                        .output()
                        .strip())
                .isEqualTo("1");
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource({"nat,8080,''", "dr,80,''", "tun,80,ipip", "tun,80,gue", "tun,80,gre"})
    void spreadsTrafficOverEveryRealServerByWeight(String method, int port, String tunnel) throws IOException {
        for (IpFamily family : IpFamily.values()) {
            StringBuilder yaml = new StringBuilder("services:\n- service: \"tcp:" + endpoint(LabPlan.vip(family), 80)
                    + "\"\n  scheduler: wrr\n  servers:\n");
            for (int server = 1; server <= 3; server++) {
                yaml.append("  - {server: \"")
                        .append(endpoint(lab.plan().realServerAddress(server, family), port))
                        .append("\", method: ")
                        .append(method)
                        .append(", weight: ")
                        .append(server);
                if (!tunnel.isEmpty()) {
                    String gue = tunnel.equals("gue") ? ", port: " + LabPlan.GUE_PORT : "";
                    yaml.append(", tunnel: {type: ").append(tunnel).append(gue).append('}');
                }
                yaml.append("}\n");
            }
            director.apply(yaml.toString());
            TrafficReport report = lab.http(LabPlan.vip(family), 80, 60);
            String what = method + " " + tunnel + " " + family + ": " + report;
            assertThat(report.failures()).as(what).isZero();
            for (int server = 1; server <= 3; server++) {
                assertThat(report.answeredBy(lab.plan().realServer(server)))
                        .as(what)
                        .isEqualTo(10 * server);
            }
        }
    }

    @Test
    @Order(3)
    void carriesFullNatTrafficWithALocalAddressAsItsSource() throws IOException {
        for (IpFamily family : IpFamily.values()) {
            int bits = family == IpFamily.V4 ? 32 : 128;
            String local = lab.plan().directorBack(1, family);
            StringBuilder yaml = new StringBuilder(
                    """
                    groups:
                    - name: web
                      mode: external
                      vips: [{role: outside, address: "%s/%d"}]
                      localAddresses: [{role: inside, address: "%s/%d"}]
                    services:
                    - service: "tcp:%s"
                      scheduler: rr
                      group: web
                      servers:
                    """.formatted(LabPlan.vip(family), bits, local, bits, endpoint(LabPlan.vip(family), 80)));
            for (int server = 1; server <= 3; server++) {
                yaml.append("  - {server: \"")
                        .append(endpoint(lab.plan().realServerAddress(server, family), 8080))
                        .append("\", method: fullnat}\n");
            }
            director.apply(yaml.toString());
            TrafficReport report = lab.http(LabPlan.vip(family), 80, 30);
            assertThat(report.failures()).as(report.toString()).isZero();
            assertThat(report.answers())
                    .as(report.toString())
                    .hasSize(3)
                    .allSatisfy((name, count) -> assertThat(count).isEqualTo(10));
            assertThat(report.seenClients()).as(report.toString()).containsExactly(local);
        }
    }

    @Test
    @Order(4)
    void repairsWhatTheRealIpvsadmChangedBehindItsBack() throws IOException {
        director.apply(resource("everything.yaml"));
        List<String> expected = lines(resource("everything.ipvsadm"));
        long events = driftEvents().size();
        for (String change : List.of(
                "-D -t 10.10.0.100:80",
                "-E -t 10.10.0.100:443 -s rr",
                "-e -u 10.10.0.100:53 -r 10.20.0.101:53 -m -w 99",
                "-d -f 7 -r 10.20.0.101",
                "-C")) {
            ipvsadm(change);
            long before = events;
            await(() -> driftEvents().size() > before, "a drift event for ipvsadm " + change);
            events = driftEvents().size();
            await(() -> saved().equals(expected), "repair of ipvsadm " + change);
        }
        String told = driftEvents().toString();
        assertThat(told)
                .contains("service tcp:10.10.0.100:80 is missing", "tcp:10.10.0.100:443", "weight 99", "fwmark:7");
    }

    @Test
    @Order(5)
    void convergesThroughRandomEditsWithOneNetlinkMessageForEachDifference() throws IOException {
        director.apply(resource("everything.yaml"));
        Random random = new Random(SEED);
        long changes = metric("directorate_reconcile_changes_total");
        long logged = 0;
        for (int i = 0; i < RANDOM_EDITS; i++) {
            GuestDirector.Answer answer = director.command(RandomEdits.next(random, state()));
            assertThat(answer.status())
                    .as("seed " + SEED + ", edit " + i + ": " + answer)
                    .isEqualTo(200);
            assertThat(answer.body().path("converged").asBoolean()).isTrue();
            logged += answer.body().path("events").asLong();
        }
        assertThat(logged).isGreaterThan(RANDOM_EDITS / 2);
        assertThat(metric("directorate_reconcile_changes_total") - changes)
                .as("seed " + SEED)
                .isEqualTo(logged);
        String ours = lab.director()
                .run(ShellCommand.script("curl -s --unix-socket " + director.folder() + "/run/netns-*.sock"
                        + " http://127.0.0.1/api/v1/services"))
                .output();
        assertThat(saved())
                .isEqualTo(SavedForm.of(new ObjectMapper().readTree(ours).path("services")));
    }

    private JsonNode state() {
        return director.send("GET", "/api/v1/services", null).check().body().path("services");
    }

    private List<JsonNode> driftEvents() {
        List<JsonNode> found = new ArrayList<>();
        director.send("GET", "/api/v1/events?type=drift-found&limit=1000", null)
                .body()
                .path("events")
                .forEach(found::add);
        return found;
    }

    private long metric(String name) {
        String line = lab.director()
                .run(ShellCommand.script("curl -s --unix-socket " + director.folder() + "/run/netns-*.sock"
                        + " http://127.0.0.1/metrics | grep '^" + name + "'"))
                .check("reading /metrics")
                .output();
        return (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1).strip());
    }

    private String ipvsadm(String words) {
        return lab.director()
                .run(ShellCommand.script("ipvsadm " + words))
                .check("ipvsadm " + words)
                .output();
    }

    /** The real ipvsadm's lines, sorted: the kernel's order of services means nothing. */
    private List<String> saved() {
        return lines(ipvsadm("-Sn"));
    }

    private static List<String> lines(String text) {
        return List.copyOf(new TreeSet<>(text.strip().lines().map(String::strip).toList()));
    }

    private static String endpoint(String address, int port) {
        return address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("within 90 s there was not: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(KernelDirectorIT.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
