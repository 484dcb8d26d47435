package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.directorate.node.kernel.GuestJvm;
import io.directorate.node.kernel.KernelTest;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Ours against the C program on a real kernel: the same calls in two network namespaces, the same listings of one table. */
@KernelTest
class IpvsadmFaceIT {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(8);
    private static final int MAX_ATTEMPTS = 25;

    private final UmlGuest guest;

    @TempDir
    Path folder;

    IpvsadmFaceIT(UmlGuest guest) {
        this.guest = guest;
    }

    @TestFactory
    Stream<DynamicNode> printsAndReturnsTheSame() throws IOException {
        addNamespace("real");
        addNamespace("ours");
        List<DynamicNode> groups = new ArrayList<>();
        List<Call> table =
                Stream.concat(Calls.table().stream(), Calls.odd().stream()).toList();
        groups.add(change("a table with every option", table));
        groups.add(list("its listings", "ours", Calls.listings()));
        groups.add(change("wrong calls", WrongCalls.all()));
        groups.add(list("listings after them", "ours", Calls.listings()));
        groups.add(change("restores", Calls.restores()));
        groups.add(change("daemons", Calls.daemons()));
        return groups.stream();
    }

    /** The same changes in a namespace each. */
    private DynamicNode change(String name, List<Call> calls) throws IOException {
        List<Outcome> real = runReal("real", calls);
        List<Outcome> ours = runOurs("ours", calls);
        return dynamicContainer(
                name,
                IntStream.range(0, calls.size())
                        .mapToObj(i -> dynamicTest(
                                calls.get(i).describe(),
                                () -> assertThat(ours.get(i).withoutWarnings().sorted())
                                        .isEqualTo(real.get(i).sorted()))));
    }

    /** The same listings of one table; made again where the C program's own change meanwhile, as rates do. */
    private DynamicNode list(String name, String namespace, List<Call> calls) throws IOException {
        List<Outcome> before = runReal(namespace, calls);
        List<Outcome> ours = runOurs(namespace, calls);
        List<Outcome> after = runReal(namespace, calls);
        for (int attempt = 1; !before.equals(after) && attempt < MAX_ATTEMPTS; attempt++) {
            before = after;
            ours = runOurs(namespace, calls);
            after = runReal(namespace, calls);
        }
        List<Outcome> expected = after;
        List<Outcome> actual = ours;
        return dynamicContainer(
                name,
                IntStream.range(0, calls.size())
                        .mapToObj(i -> dynamicTest(
                                calls.get(i).describe(),
                                () -> assertThat(actual.get(i)).isEqualTo(expected.get(i)))));
    }

    @Test
    void eachRestoresWhatTheOtherSaved() throws IOException {
        addNamespace("origin");
        addNamespace("copy");
        runOurs("origin", Calls.table());
        List<Call> saves = List.of(Call.words("-S"), Call.words("-Sn"));
        List<Outcome> real = runReal("origin", saves);
        List<Outcome> ours = runOurs("origin", saves);
        String numeric = real.get(1).out();

        assertThat(ours).isEqualTo(real);
        assertThat(numeric.lines().filter(line -> line.startsWith("-A "))).hasSizeGreaterThanOrEqualTo(40);
        for (Outcome saved : ours) {
            List<Call> copy = List.of(Call.words("-C"), Call.restore(saved.out()), Call.words("-Sn"));
            Outcome done = new Outcome(0, "", "");
            Outcome same = new Outcome(0, numeric, "");

            assertThat(sorted(runReal("copy", copy))).containsExactly(done, done, same.sorted());
            assertThat(sorted(runOurs("copy", copy))).containsExactly(done, done, same.sorted());
        }
    }

    private static List<Outcome> sorted(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::sorted).toList();
    }

    @TestFactory
    Stream<DynamicNode> listsCountersAndConnectionsOfTraffic() throws IOException {
        addNamespace("traffic");
        guest.bash("""
                ip netns exec traffic bash -ec '
                ip address add 10.9.0.1/32 dev lo
                ip address add 10.9.0.2/32 dev lo
                ipvsadm -A -u 10.9.0.1:53 -s rr
                ipvsadm -a -u 10.9.0.1:53 -r 10.9.0.2:5353 -m -x 100 -y 3
                ipvsadm -A -u 10.9.0.1:54 -p 500
                ipvsadm -a -u 10.9.0.1:54 -r 10.9.0.2:5354 -m
                for i in 1 2 3 4 5 6 7 8 9; do
                    echo hello > /dev/udp/10.9.0.1/53 || true
                    echo there > /dev/udp/10.9.0.1/54 || true
                done
                # Counters show only after the kernel has summed them up, every two seconds (ip_vs_est.c).
                for look in $(seq 100); do
                    ipvsadm -Ln --stats | grep -Eq "10.9.0.1:54 +[1-9]" && break
                    sleep 0.2
                done'""");
        String statistics = guest.bash("ip netns exec traffic ipvsadm -Ln --stats");
        assertThat(statistics).containsPattern("10\\.9\\.0\\.1:53 +[1-9]\\d* +[1-9]");

        // Connections show seconds that run: these are compared where they stand still.
        List<Call> calls = Stream.of("-Ln --stats", "-L --stats", "-Ln --stats --exact", "-Ln --rate", "-Ln")
                .map(Call::words)
                .toList();
        return Stream.of(list("counters", "traffic", calls), connections());
    }

    private DynamicNode connections() throws IOException {
        List<Call> calls = Stream.of("-Lnc", "-L -c", "-Lnc --persistent-conn")
                .map(Call::words)
                .toList();
        List<Outcome> real = runReal("traffic", calls);
        List<Outcome> ours = runOurs("traffic", calls);
        assertThat(real.get(0).out())
                .containsPattern("UDP +\\d\\d:\\d\\d +UDP +10\\.9\\.0\\.1:\\d+ +10\\.9\\.0\\.1:53");
        return dynamicContainer(
                "connections",
                IntStream.range(0, calls.size())
                        .mapToObj(i -> dynamicTest(
                                calls.get(i).describe(),
                                () -> assertThat(withoutTimes(ours.get(i))).isEqualTo(withoutTimes(real.get(i))))));
    }

    private static String withoutTimes(Outcome outcome) {
        return outcome.toString().replaceAll(" \\d\\d:\\d\\d ", " time ");
    }

    @Test
    void startsThroughTheLauncherUnderTheNamesOfTheOriginal() {
        addNamespace("linked");
        String home = System.getProperty("java.home");
        String output = guest.bash("""
                set -e
                mkdir /run/linked
                for name in ipvsadm ipvsadm-save ipvsadm-restore; do ln -s %s/bin/directorate /run/linked/$name; done
                export JAVA_HOME=%s
                inside() { ip netns exec linked "$@"; }
                inside /run/linked/ipvsadm -A -t 192.0.2.1:80 -s rr
                inside /run/linked/ipvsadm -a -t 192.0.2.1:80 -r 192.0.2.2 -m
                inside /run/linked/ipvsadm-save -n >/run/linked/saved
                inside /usr/sbin/ipvsadm -Sn | cmp - /run/linked/saved
                echo '# a comment' >>/run/linked/saved
                inside /run/linked/ipvsadm-restore </run/linked/saved
                inside /usr/sbin/ipvsadm -Ln >/run/linked/listed
                inside /run/linked/ipvsadm -Ln | cmp - /run/linked/listed
                inside /run/linked/ipvsadm -Q 2>&1 || echo $?
                cat /run/linked/listed
                """.formatted(Path.of("").toAbsolutePath(), home));

        assertThat(output)
                .startsWith("Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n255\n")
                .contains("TCP  192.0.2.1:80 rr\n  -> 192.0.2.2:80                 Masq    1 ");
    }

    private void addNamespace(String name) {
        guest.bash("ip netns add " + name + " && ip -n " + name + " link set lo up");
    }

    private List<Outcome> runReal(String namespace, List<Call> calls) throws IOException {
        CallFolder made = CallFolder.create(folder, calls);
        String script = made.writeScript().toString();
        ShellResult end = guest.run(ShellCommand.of("ip", "netns", "exec", namespace, "bash", script)
                .withTimeLimit(TIME_LIMIT));
        assertThat(end.exitStatus()).as("%s", end).isZero();
        return made.outcomes();
    }

    private List<Outcome> runOurs(String namespace, List<Call> calls) throws IOException {
        CallFolder made = CallFolder.create(folder, calls);
        ShellResult end = GuestJvm.in(guest)
                .inNamespace(namespace)
                .withTimeLimit(TIME_LIMIT)
                .run(TranscriptMain.class, made.path().toString());
        assertThat(end.exitStatus()).as("%s", end).isZero();
        return made.outcomes();
    }
}
