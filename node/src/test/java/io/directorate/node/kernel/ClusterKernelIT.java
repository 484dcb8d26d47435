package io.directorate.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.lab.IpFamily;
import io.directorate.node.lab.LabPlan;
import io.directorate.node.lab.LabTopology;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three directors on a real IPVS kernel, each with the table of a network namespace of its own, joined by the lab's network: what any of them is
 * told, the real {@code ipvsadm} lists on all.
 */
@Tag("slow")
@KernelTest(memoryMegabytes = 2048, timeLimitSeconds = 900)
class ClusterKernelIT {
    private static final int DIRECTORS = 3;
    private static final int PORT = 7655;
    /** Each comes after a wait for a leader. */
    private static final int MOST_REFUSALS = 20;

    private static final String ADD =
            "-A -t 10.10.0.100:8443 -s wrr -p 77\n-a -t 10.10.0.100:8443 -r 10.20.0.103:443 -m -w 9\n";

    @TempDir
    private Path folder;

    private final List<GuestDirector> directors = new ArrayList<>();

    @Test
    void hasOneTableOnAllWhicheverIsTold(UmlGuest guest) throws Exception {
        LabTopology lab = LabTopology.build(guest, LabPlan.standard().withDirectors(DIRECTORS));
        try {
            TestIdentities identities = new TestIdentities(folder.resolve("pki"), "kernels");
            for (int number = 1; number <= DIRECTORS; number++) {
                directors.add(prepare(lab, number, identities));
            }
            for (GuestDirector director : directors) {
                director.launch();
                director.awaitAnswer();
            }
            directors.get(0).send("POST", "/api/v1/cluster/init", "{}").check();
            directors.forEach(GuestDirector::awaitReady);

            directors.get(1).apply(resource("everything.yaml"));
            List<String> expected = lines(resource("everything.ipvsadm"));
            awaitConverged();
            for (int number = 1; number <= DIRECTORS; number++) {
                assertThat(saved(lab, number)).as("director " + number).isEqualTo(expected);
            }

            // By the drop-in for ipvsadm, on the third.
            assertThat(directors
                            .get(2)
                            .cli("ipvsadm -A -t 10.10.0.100:8443 -s wrr -p 77")
                            .exitStatus())
                    .isZero();
            assertThat(directors
                            .get(2)
                            .cli("ipvsadm -a -t 10.10.0.100:8443 -r 10.20.0.103:443 -m -w 9")
                            .exitStatus())
                    .isZero();
            awaitConverged();
            List<String> more = new ArrayList<>(expected);
            more.addAll(lines(ADD));
            for (int number = 1; number <= DIRECTORS; number++) {
                assertThat(saved(lab, number)).as("director " + number).containsExactlyInAnyOrderElementsOf(more);
            }

            // One that was away has all when it is back.
            directors.get(0).kill();
            // It may have led: in a guest, where all is slow, finding the next leader may take longer than a change
            // waits.
            deleteWhenLed(directors.get(1), "/api/v1/services/tcp:10.10.0.100:8443?timeoutMillis=60000");
            directors.get(0).start();
            awaitConverged();
            for (int number = 1; number <= DIRECTORS; number++) {
                assertThat(saved(lab, number)).as("director " + number).isEqualTo(expected);
            }
        } finally {
            directors.forEach(GuestDirector::close);
        }
    }

    /** The identity is made on the host and copied into the guest's memory, where modes are what they should be. */
    private GuestDirector prepare(LabTopology lab, int number, TestIdentities identities) throws Exception {
        String name = "d" + number;
        String address = lab.plan().directorFront(number, IpFamily.V4);
        Path issued = identities.issue(name, address);
        Shell shell = lab.in(lab.plan().director(number));
        String target = "/run/" + name + "-identity";
        for (String file : List.of("director.crt", "director.key", "ca.crt")) {
            shell.run(ShellCommand.script("umask 077 && mkdir -p " + target + " && cat > " + target + "/" + file)
                            .withInput(Files.readString(issued.resolve(file))))
                    .check("copying " + file);
        }
        StringBuilder seeds = new StringBuilder();
        for (int other = 1; other <= DIRECTORS; other++) {
            seeds.append(seeds.length() == 0 ? "" : ", ")
                    .append('"')
                    .append(lab.plan().directorFront(other, IpFamily.V4))
                    .append(':')
                    .append(PORT)
                    .append('"');
        }
        return new GuestDirector(
                shell,
                name,
                "cluster: {listen: \"" + address + ":" + PORT + "\", seeds: [" + seeds + "], identity: " + target
                        // Three more embedded Hazelcasts are too much for a guest; ClusterFollowIT has them.
                        + ", bus: false}");
    }

    private static void deleteWhenLed(GuestDirector director, String path) {
        GuestDirector.Answer answer = director.send("DELETE", path, null);
        for (int again = 0; answer.status() == 503 && again < MOST_REFUSALS; again++) {
            answer = director.send("DELETE", path, null);
        }
        answer.check();
    }

    private void awaitConverged() {
        var result = directors.get(0).cli("wait --converged --within 120");
        assertThat(result.exitStatus()).as(result.toString()).isZero();
    }

    private static List<String> saved(LabTopology lab, int number) {
        return lines(lab.in(lab.plan().director(number))
                .run("ipvsadm", "-Sn")
                .check("ipvsadm -Sn")
                .output());
    }

    private static List<String> lines(String text) {
        return List.copyOf(new TreeSet<>(text.strip().lines().map(String::strip).toList()));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ClusterKernelIT.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
