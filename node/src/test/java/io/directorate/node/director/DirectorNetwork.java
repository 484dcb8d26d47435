package io.directorate.node.director;

import io.directorate.node.kernel.KernelGuests;
import io.directorate.node.lab.shell.HostShell;
import io.directorate.node.lab.shell.ShellResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A network for directors on this host: a namespace for each, with an IPv4 and an IPv6 address, joined by a bridge in one of its own. What one
 * sends or gets can be cut off by the kernel's packet filter. Nothing of it is seen outside these namespaces. Used by one thread.
 */
final class DirectorNetwork implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("dnet([0-9]+)-[0-9]+-.*");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String FILTERS = "for filter in 'iptables -w 10' 'ip6tables -w 10'; do\n";

    private final HostShell host = new HostShell();
    private final String prefix = "dnet" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-";
    /** By name; the number is the last one of the addresses. */
    private final Map<String, Integer> places = new LinkedHashMap<>();

    /** What of a director's packets is lost. */
    enum Cut {
        BOTH(true, true),
        INBOUND(true, false),
        OUTBOUND(false, true);

        private final boolean inbound;
        private final boolean outbound;

        Cut(boolean inbound, boolean outbound) {
            this.inbound = inbound;
            this.outbound = outbound;
        }
    }

    private DirectorNetwork() {}

    /** Makes it, or says why there can be none here: the test is reported as not run then, or fails where it must run. */
    static DirectorNetwork build(String... names) {
        DirectorNetwork network = new DirectorNetwork();
        ShellResult able = network.host.run(
                "unshare", "--net", "bash", "-c", "iptables -w 10 -L -n && ip6tables -w 10 -L -n && ip link");
        if (able.exitStatus() != 0) {
            String why = "network namespaces and a packet filter need root, and the programs unshare, ip and iptables: "
                    + able.errors().strip();
            if (KernelGuests.mustRun(
                    System.getProperty("user.name", ""), System.getenv().getOrDefault("CI", ""))) {
                throw new AssertionError(why);
            }
            return Assumptions.abort("Not run: " + why);
        }
        network.removeLeftovers();
        try {
            network.host.bash("set -e\nip netns add " + network.bridge() + "\nip -n " + network.bridge()
                    + " link add br0 type bridge\nip -n " + network.bridge() + " link set br0 up");
            for (String name : names) {
                network.add(name);
            }
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
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

    private String bridge() {
        return prefix + "bridge";
    }

    private String namespace(String name) {
        return prefix + name;
    }

    /** Makes a place for one more. */
    void add(String name) {
        int number = places.size() + 1;
        places.put(name, number);
        String inside = "ip -n " + namespace(name) + " ";
        host.bash(String.join(
                "\n",
                "set -e",
                "ip netns add " + namespace(name),
                "ip -n " + bridge() + " link add port" + number + " type veth peer name eth0 netns " + namespace(name),
                "ip -n " + bridge() + " link set port" + number + " master br0 up",
                inside + "link set lo up",
                inside + "link set eth0 up",
                inside + "address add " + address(name) + "/24 dev eth0",
                inside + "address add " + address6(name) + "/64 dev eth0 nodad"));
    }

    String address(String name) {
        return "10.213.7." + number(name);
    }

    String address6(String name) {
        return "fd00:213:7::" + number(name);
    }

    private int number(String name) {
        Integer number = places.get(name);
        if (number == null) {
            throw new IllegalArgumentException("no place " + name);
        }
        return number;
    }

    /** Where a director of that name runs. */
    ChildDirector.Place place(String name) {
        return new ChildDirector.Place(
                List.of("ip", "netns", "exec", namespace(name)), Path.of("/run/netns", namespace(name)));
    }

    /** Cuts one off from all others, from now on. */
    void cut(String name, Cut cut) {
        filter(name, cut, "-j DROP");
    }

    /** Loses so many of a hundred packets, each way. */
    void lose(String name, int percent) {
        filter(name, Cut.BOTH, "-m statistic --mode random --probability " + percent / 100.0 + " -j DROP");
    }

    /** What goes out is dropped where it comes in: so its sender does not notice. */
    private void filter(String name, Cut cut, String what) {
        List<String> script = new ArrayList<>(List.of("set -e"));
        if (cut.inbound) {
            script.add(FILTERS + "ip netns exec " + namespace(name) + " $filter -A INPUT -i eth0 " + what + "\ndone");
        }
        if (cut.outbound) {
            for (String other : places.keySet()) {
                if (!other.equals(name)) {
                    String in = "ip netns exec " + namespace(other) + " ";
                    script.add(in + "iptables -w 10 -A INPUT -s " + address(name) + " " + what);
                    script.add(in + "ip6tables -w 10 -A INPUT -s " + address6(name) + " " + what);
                }
            }
        }
        host.bash(String.join("\n", script));
    }

    /** Lets everything through again. */
    void heal() {
        StringBuilder script = new StringBuilder("set -e\n");
        for (String name : places.keySet()) {
            script.append(FILTERS)
                    .append("ip netns exec ")
                    .append(namespace(name))
                    .append(" $filter -F INPUT\ndone\n");
        }
        host.bash(script.toString());
    }

    /** Removes all of it; also what a failure left half made. */
    @Override
    public void close() {
        List<String> own =
                namespaces().stream().filter(name -> name.startsWith(prefix)).toList();
        own.forEach(name -> host.bash("ip netns del " + name));
    }
}
