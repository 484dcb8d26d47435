package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.kernel.KernelGuests;
import io.directorate.node.kernel.KernelTest;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The lab itself, with the real ipvsadm as the one who programs. */
class KernelLabIT {
    @Nested
    @KernelTest
    class OneDirector {
        private static LabTopology lab;

        @BeforeAll
        static void build(UmlGuest guest) {
            lab = LabTopology.build(guest, LabPlan.standard());
        }

        @AfterAll
        static void remove(UmlGuest guest) {
            lab.close();
            assertThat(guest.bash("ip netns list; pgrep -a nginx || true")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "V4, 8080, -m",
            "V6, 8080, -m",
            "V4, 80, -g",
            "V6, 80, -g",
            "V4, 80, -i",
            "V6, 80, -i",
            "V4, 80, -i --tun-type gue --tun-port 6080",
            "V6, 80, -i --tun-type gue --tun-port 6080",
            "V4, 80, -i --tun-type gue --tun-port 6080 --tun-csum",
            "V6, 80, -i --tun-type gue --tun-port 6080 --tun-remcsum",
            "V4, 80, -i --tun-type gre",
            "V6, 80, -i --tun-type gre",
        })
        void trafficReachesEveryRealServerInTurn(IpFamily family, int port, String method) {
            program(family, family, port, method);

            TrafficReport seen = lab.http(LabPlan.vip(family), 80, 9);

            assertThat(seen.firstFailure()).isEmpty();
            assertThat(seen.answers()).isEqualTo(Map.of("server1", 3, "server2", 3, "server3", 3));
            assertThat(seen.seenClients()).containsExactly(lab.plan().clientAddress(family));
        }

        @Test
        void tunnelsCarryTheOtherFamily() {
            program(IpFamily.V6, IpFamily.V4, 80, "-i");

            assertThat(lab.http(LabPlan.vip(IpFamily.V6), 80, 3).answers()).hasSize(3);
        }

        @Test
        void requestsWithoutAServiceFail() {
            lab.director().bash("ipvsadm -C");

            TrafficReport seen = lab.http(LabPlan.vip(IpFamily.V4), 80, 2);

            assertThat(seen.answered()).isZero();
            assertThat(seen.failures()).isEqualTo(2);
            assertThat(seen.firstFailure()).contains("Failed to connect");
        }

        @ParameterizedTest
        @EnumSource
        void sourceNatAfterIpvsServesRealServersThatKnowNoWayBack(IpFamily family) {
            String local = lab.plan().directorBack(1, family);
            String iptables = family == IpFamily.V4 ? "iptables-legacy" : "ip6tables-legacy";
            String rule = " POSTROUTING -m ipvs --vproto tcp --vaddr " + LabPlan.vip(family)
                    + " --vport 80 --vmethod MASQ -j SNAT --to-source " + local;
            onEachServer("ip route del default table 100; ip -6 route del default table 100");
            try {
                program(family, family, 8080, "-m");
                assertThat(lab.http(LabPlan.vip(family), 80, 1).answered())
                        .as("without source NAT the reply goes another way")
                        .isZero();

                lab.director().bash("sysctl -qw net.ipv4.vs.conntrack=1; " + iptables + " -t nat -A" + rule);
                TrafficReport seen = lab.http(LabPlan.vip(family), 80, 9);

                assertThat(seen.firstFailure()).isEmpty();
                assertThat(seen.answers().values()).containsExactly(3, 3, 3);
                assertThat(seen.seenClients()).containsExactly(local);
            } finally {
                lab.director().bash(iptables + " -t nat -F; sysctl -qw net.ipv4.vs.conntrack=0");
                onEachServer("ip route add default via " + lab.plan().innerGateway(IpFamily.V4)
                        + " table 100; ip -6 route add default via "
                        + lab.plan().innerGateway(IpFamily.V6) + " table 100");
            }
        }

        private void onEachServer(String source) {
            lab.plan().realServerNames().forEach(name -> lab.in(name).bash(source));
        }

        private void program(IpFamily family, IpFamily serverFamily, int port, String method) {
            String service = bracketed(LabPlan.vip(family)) + ":80";
            StringBuilder rules = new StringBuilder("-A -t " + service + " -s rr\n");
            for (int number = 1; number <= lab.plan().realServers(); number++) {
                rules.append("-a -t ")
                        .append(service)
                        .append(" -r ")
                        .append(bracketed(lab.plan().realServerAddress(number, serverFamily)))
                        .append(':')
                        .append(port)
                        .append(' ')
                        .append(method)
                        .append('\n');
            }
            lab.director()
                    .run(ShellCommand.script("ipvsadm -C && ipvsadm -R").withInput(rules.toString()))
                    .check("ipvsadm");
        }
    }

    private static String bracketed(String address) {
        return IpFamily.of(address) == IpFamily.V6 ? "[" + address + "]" : address;
    }

    @Nested
    @KernelTest
    class SeveralDirectors {
        @Test
        void eachHasItsOwnTableAndReachesAllNetworks(UmlGuest guest) {
            LabPlan plan = LabPlan.standard()
                    .withDirectors(3)
                    .withRealServers(1)
                    .withTunnels(true, true)
                    .withVips(List.of("10.10.0.200"), false)
                    .withPrefix("x-");
            try (LabTopology lab = LabTopology.build(guest, plan)) {
                lab.in("director2").bash("ip address add 10.10.0.200/32 dev front");
                lab.in("director2")
                        .bash("ipvsadm -A -t 10.10.0.200:80 && ipvsadm -a -t 10.10.0.200:80 -r "
                                + plan.realServerAddress(1, IpFamily.V4) + " -i --tun-type gre --tun-csum");

                assertThat(lab.http("10.10.0.200", 80, 2).answeredBy("server1")).isEqualTo(2);
                assertThat(lab.in("director3").bash("ipvsadm -Sn")).isEmpty();
                lab.in("director3")
                        .bash("ping -q -c 1 -W 10 " + plan.clientAddress(IpFamily.V6) + " && ping -q -c 1 -W 10 "
                                + plan.realServerAddress(1, IpFamily.V4));
            }
            assertThat(guest.bash("ip netns list")).isEmpty();
        }
    }

    @Nested
    @Tag("kernel")
    class WholeRuns {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();

        private int run(KernelLabOptions options, DirectorProcess director) {
            return new KernelLab(KernelGuests::supply, director)
                    .run(
                            options,
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8));
        }

        @Test
        void trafficThroughTheSampleGivesEachRealServerItsShare() {
            int status = run(KernelLabOptions.once(), new RealIpvsadm());

            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("server1 5  server2 10  server3 15")
                    .contains("every real server had its share");
            assertThat(status).isZero();
        }

        @Test
        void theDirectorOfThisBuildServesTheSample() {
            Path launcher = LauncherDirector.launcherOfThisInstallation().orElseThrow();

            int status = run(KernelLabOptions.once(), new LauncherDirector(launcher, Duration.ofMinutes(5)));

            assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("directorate lab: ");
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("fullnat", "every real server had its share");
            assertThat(status).isZero();
        }

        @Test
        void aCommandsOutputsAndStatusComeBack() {
            List<String> command = List.of("bash", "-c", "cat /sys/class/net/lo/ifindex; ip -br a; echo e >&2; exit 7");

            int status =
                    run(KernelLabOptions.once().withoutDirector().withCommand("server2", command), new RealIpvsadm());

            assertThat(status).isEqualTo(7);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("10.20.0.102/24")
                    .contains("gre-in");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("\ne\n");
        }

        @Test
        void aLauncherThatFailsIsReportedWithWhatItSaid() throws Exception {
            Path launcher = Files.createTempFile("launcher-", ".sh");
            try {
                Files.writeString(launcher, "#!/bin/sh\necho \"told: $*\" >&2\nexit 3\n");
                assertThat(launcher.toFile().setExecutable(true)).isTrue();

                int status = run(KernelLabOptions.once(), new LauncherDirector(launcher, Duration.ofMinutes(1)));

                assertThat(status).isEqualTo(KernelLab.FAILED);
                assertThat(err.toString(StandardCharsets.UTF_8))
                        .contains("ended with status 3")
                        .contains("told: run -c /run/directorate-lab/director/directorate.yaml");
            } finally {
                Files.delete(launcher);
            }
        }
    }

    /** The kernel's own tool in a director's place. */
    private static final class RealIpvsadm implements DirectorProcess {
        @Override
        public ShellProcess start(LabTopology lab, Consumer<String> log) {
            return lab.director().start(ShellCommand.of("sleep", "100000"));
        }

        @Override
        public void apply(LabTopology lab, List<SampleService> services) {
            String rules = services.stream().map(SampleService::rules).collect(Collectors.joining());
            lab.director()
                    .run(ShellCommand.of("ipvsadm", "-R").withInput(rules))
                    .check("ipvsadm -R");
            lab.director().bash("sysctl -qw net.ipv4.vs.conntrack=1");
            services.stream()
                    .filter(service -> service.method() == SampleService.Method.FULLNAT)
                    .forEach(service -> sourceNat(lab, service));
        }

        private static void sourceNat(LabTopology lab, SampleService service) {
            IpFamily family = IpFamily.of(service.vip());
            lab.director()
                    .bash((family == IpFamily.V4 ? "iptables-legacy" : "ip6tables-legacy")
                            + " -t nat -A POSTROUTING -m ipvs --vaddr " + service.vip()
                            + " --vport 80 -j SNAT --to-source "
                            + lab.plan().directorBack(1, family));
        }
    }
}
