package io.directorate.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.lab.GuestSupply;
import io.directorate.node.pki.TestIdentities;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three directors, each on a machine of its own: a guest with a real IPVS kernel, joined to the others by tap devices. What any of them is told, the
 * real {@code ipvsadm} lists on all; one that loses its power has all of it again when it is back.
 */
@Tag("kernel")
@Tag("slow")
class ClusterGuestsIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterGuestsIT.class);
    private static final int DIRECTORS = 3;
    private static final int PORT = 7655;
    /** Each comes after a wait for a leader. */
    private static final int MOST_REFUSALS = 20;

    private static final long TABLE_SECONDS = 180;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final String THROUGH_THE_SECOND =
            "-A -t 10.10.0.100:8443 -s wrr -p 77\n-a -t 10.10.0.100:8443 -r 10.20.0.103:443 -m -w 9\n";
    private static final String WITHOUT_ONE =
            "-A -t 10.10.0.100:8444 -s rr\n-a -t 10.10.0.100:8444 -r 10.20.0.102:443 -m -w 4\n";

    @TempDir
    private Path folder;

    private final List<GuestMachine> machines = new ArrayList<>();
    private @Nullable GuestNetwork network;

    @AfterEach
    void end() {
        machines.forEach(GuestMachine::close);
        if (network != null) {
            network.close();
        }
    }

    @Test
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    void hasOneTableOnAllMachinesAlsoAfterOneLostItsPower() throws Exception {
        build();
        for (GuestMachine machine : machines) {
            machine.director().awaitAnswer();
        }
        director(0).send("POST", "/api/v1/cluster/init", "{}").check();
        machines.forEach(machine -> machine.director().awaitReady());
        LOG.info("Three machines, each with a director that takes changes");

        // A file through the first, commands through the other two.
        director(0).apply(resource("everything.yaml"));
        List<String> expected = lines(resource("everything.ipvsadm"));
        awaitTables(expected, machines);
        assertThat(director(1)
                        .cli("ipvsadm -A -t 10.10.0.100:8443 -s wrr -p 77")
                        .exitStatus())
                .isZero();
        assertThat(director(1)
                        .cli("ipvsadm -a -t 10.10.0.100:8443 -r 10.20.0.103:443 -m -w 9")
                        .exitStatus())
                .isZero();
        setWeight(director(2), "tcp:10.10.0.100:80/servers/10.20.0.102:8080", 250);
        expected = changed(expected, "10.20.0.102:8080 -m -w 2", "10.20.0.102:8080 -m -w 250", THROUGH_THE_SECOND);
        awaitTables(expected, machines);
        awaitConverged(director(0));

        // The leader loses its power; the others go on.
        GuestMachine lost = leader();
        List<GuestMachine> others =
                machines.stream().filter(machine -> machine != lost).toList();
        lost.cutPower();
        LOG.info("{} led, and lost its power", lost.name());
        whenLed(
                others.get(0).director(),
                "POST",
                "/api/v1/services?timeoutMillis=60000",
                "{\"service\": \"tcp:10.10.0.100:8444\", \"scheduler\": \"rr\","
                        + " \"servers\": [{\"server\": \"10.20.0.102:443\", \"method\": \"nat\", \"weight\": 4}]}");
        setWeight(others.get(1).director(), "tcp:10.10.0.100:80/servers/10.20.0.102:8080", 251);
        expected = changed(expected, "-m -w 250", "-m -w 251", WITHOUT_ONE);
        awaitTables(expected, others);

        lost.powerOn();
        assertThat(lost.table()).as("a kernel that has just booted").isEmpty();
        lost.director().launch();
        lost.director().awaitReady();
        awaitConverged(lost.director());
        awaitTables(expected, machines);
        LOG.info("{} has caught up", lost.name());
    }

    /** Boots all, and starts a director on each. */
    private void build() throws Exception {
        GuestNetwork built = GuestNetwork.build(DIRECTORS);
        network = built;
        GuestSupply supply = KernelGuests.supply();
        TestIdentities identities = new TestIdentities(folder.resolve("pki"), "guests");
        String seeds = IntStream.rangeClosed(1, DIRECTORS)
                .mapToObj(number -> '"' + built.address(number) + ":" + PORT + '"')
                .collect(Collectors.joining(", "));
        for (int number = 1; number <= DIRECTORS; number++) {
            String address = built.address(number);
            Path identity = identities.issue("d" + number, address);
            Path disk = Files.createDirectories(folder.resolve("disk" + number));
            String cluster =
                    "cluster: {listen: \"" + address + ":" + PORT + "\", seeds: [" + seeds + "], identity: %IDENTITY%}";
            GuestMachine machine =
                    new GuestMachine(supply, built, new GuestMachine.Place(number, identity, disk, cluster));
            machines.add(machine);
            machine.powerOn();
            machine.director().launch();
        }
    }

    private GuestDirector director(int index) {
        return machines.get(index).director();
    }

    private GuestMachine leader() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TABLE_SECONDS);
        while (System.nanoTime() - deadline < 0) {
            for (GuestMachine machine : machines) {
                if (machine.leads()) {
                    return machine;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError("no director leads within " + TABLE_SECONDS + " s");
    }

    private static void setWeight(GuestDirector director, String server, int weight) {
        whenLed(
                director,
                "PUT",
                "/api/v1/services/" + server + "/weight?timeoutMillis=60000",
                "{\"weight\": " + weight + "}");
    }

    /** In a guest, where all is slow, finding the next leader may take longer than a change waits. */
    private static void whenLed(GuestDirector director, String method, String path, String json) {
        GuestDirector.Answer answer = director.send(method, path, json);
        for (int again = 0; answer.status() == 503 && again < MOST_REFUSALS; again++) {
            LOG.info("Refused, sent again: {}", answer.body());
            answer = director.send(method, path, json);
        }
        answer.check();
    }

    private static void awaitConverged(GuestDirector director) {
        var result = director.cli("wait --converged --within 180");
        assertThat(result.exitStatus()).as(result.toString()).isZero();
    }

    /** Waits until the real {@code ipvsadm} lists these lines on each of these machines. */
    private static void awaitTables(List<String> expected, List<GuestMachine> machines) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TABLE_SECONDS);
        for (GuestMachine machine : machines) {
            List<String> table = machine.table();
            while (!table.equals(expected) && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                table = machine.table();
            }
            assertThat(table)
                    .as(() -> machine.name() + ", whose director says: "
                            + machine.director().log())
                    .isEqualTo(expected);
        }
    }

    /** These lines with a part of one replaced, and more. */
    private static List<String> changed(List<String> lines, String part, String by, String more) {
        assertThat(lines).filteredOn(line -> line.contains(part)).hasSize(1);
        TreeSet<String> all = new TreeSet<>(lines(more));
        lines.forEach(line -> all.add(line.replace(part, by)));
        return List.copyOf(all);
    }

    private static List<String> lines(String text) {
        return List.copyOf(new TreeSet<>(text.strip().lines().map(String::strip).toList()));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ClusterGuestsIT.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
