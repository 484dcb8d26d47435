package io.directorate.node.kernel;

import io.directorate.node.lab.GuestOptions;
import io.directorate.node.lab.shell.HostShell;
import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A network between guests: a bridge in a network namespace of this host that is made for it, and a tap device on it for each guest. Each guest has
 * an IPv4 and an IPv6 address, and routes that lead to nobody. Nothing of it is seen outside the namespace.
 */
final class GuestNetwork implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("gnet([0-9]+)-[0-9]+");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int MOST_GUESTS = 9;

    private final HostShell host = new HostShell();
    private final String namespace = "gnet" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

    private GuestNetwork() {}

    /** Makes it, or says why there can be none here: the test is reported as not run then, or fails where it must run. */
    static GuestNetwork build(int guests) {
        if (guests < 1 || guests > MOST_GUESTS) {
            throw new IllegalArgumentException(guests + " guests: must be 1 to " + MOST_GUESTS);
        }
        GuestNetwork network = new GuestNetwork();
        ShellResult able = network.host.run(
                "unshare",
                "--net",
                "bash",
                "-c",
                "set -e; ls /dev/net/tun; ip netns list; ip link add br0 type bridge; ip tuntap add tap1 mode tap");
        if (able.exitStatus() != 0) {
            String why = "joined guests need root, /dev/net/tun, bridges and the programs unshare and ip: "
                    + able.errors().strip();
            if (KernelGuests.mustRun(
                    System.getProperty("user.name", ""), System.getenv().getOrDefault("CI", ""))) {
                throw new AssertionError(why);
            }
            return Assumptions.abort("Not run: " + why);
        }
        network.removeLeftovers();
        try {
            network.make(guests);
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void make(int guests) {
        StringBuilder script = new StringBuilder("set -e\nip netns add " + namespace + "\n");
        String inside = "ip -n " + namespace + " ";
        script.append(inside).append("link add br0 type bridge\n");
        script.append(inside).append("link set br0 up\n");
        for (int number = 1; number <= guests; number++) {
            script.append(inside).append("tuntap add tap").append(number).append(" mode tap\n");
            script.append(inside).append("link set tap").append(number).append(" master br0 up\n");
        }
        host.bash(script.toString());
    }

    /** What test runs that were killed have left. */
    private void removeLeftovers() {
        for (String name : namespaces()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()
                    && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                host.bash("ip netns del " + name);
            }
        }
    }

    private List<String> namespaces() {
        return host.bash("ip netns list")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    String address(int number) {
        return "10.214.7." + number;
    }

    /** Options of the guest of this number: its interface is a cable to the bridge. */
    GuestOptions plug(GuestOptions options, int number) {
        return options.inHostNamespace(namespace).withInterface("eth0", "tap" + number, "02:00:00:00:07:0" + number);
    }

    /** Gives the guest its addresses. */
    void configure(Shell guest, int number) {
        guest.bash(String.join(
                "\n",
                "set -e",
                "ip link set eth0 up",
                "ip address add " + address(number) + "/24 dev eth0",
                "ip address add fd00:214:7::" + number + "/64 dev eth0 nodad",
                // Without a route IPVS takes every address for a broadcast one.
                "ip route add default via 10.214.7.254",
                "ip -6 route add default via fd00:214:7::254"));
    }

    /** Removes all of it; also what a failure left half made. */
    @Override
    public void close() {
        if (namespaces().contains(namespace)) {
            host.bash("ip netns del " + namespace);
        }
    }
}
