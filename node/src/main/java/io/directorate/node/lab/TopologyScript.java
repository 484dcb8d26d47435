package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the bash source that makes or removes a lab network. One run of it does all, with few processes for each node,
 * since starting processes is what takes time in a guest.
 */
final class TopologyScript {
    /** Routing table of real servers for replies from their own addresses. */
    private static final int NAT_TABLE = 100;

    /** Marks a line whose family {@code ip} cannot tell by itself. */
    private static final String SIX = "-6 ";

    private final LabPlan plan;
    private final StringBuilder source = new StringBuilder();

    private TopologyScript(LabPlan plan) {
        this.plan = plan;
    }

    /** Makes it; the folder is for the files of the real servers' HTTP servers. */
    static String build(LabPlan plan, String folder) {
        TopologyScript script = new TopologyScript(plan);
        script.source.append("set -e\n");
        if (plan.tunnels()) {
            // The kernel does not ask for fou by itself; the others are quicker in one go.
            script.source.append("modprobe -a fou ipip sit ip6_tunnel ip_gre ip6_gre\n");
        }
        script.namespaces();
        script.client();
        script.router();
        for (int number = 1; number <= plan.directors(); number++) {
            script.director(number);
        }
        for (int number = 1; number <= plan.realServers(); number++) {
            script.realServer(number, folder);
        }
        return script.source.toString();
    }

    /** Removes it with all processes in it; what is gone already is no error. */
    static String remove(LabPlan plan, String folder) {
        String names = allNodes(plan).stream()
                .map(plan::namespace)
                .map(ShellQuote::quote)
                .collect(Collectors.joining(" "));
        return """
                for name in %s; do
                  [ -e "/run/netns/$name" ] || continue
                  for pid in $(ip netns pids "$name"); do kill -KILL "$pid" 2>/dev/null; done
                  ip netns del "$name"
                done
                rm -rf -- %s
                """.formatted(names, ShellQuote.quote(folder));
    }

    private static List<String> allNodes(LabPlan plan) {
        List<String> all = new ArrayList<>(plan.nodes());
        all.add(LabPlan.SWITCH);
        return all;
    }

    private void namespaces() {
        source.append("ip -batch - <<'EOF'\n");
        allNodes(plan)
                .forEach(node ->
                        source.append("netns add ").append(plan.namespace(node)).append('\n'));
        source.append("EOF\n");
        List<String> links = new ArrayList<>();
        for (String network : List.of(LabPlan.FRONT, LabPlan.BACK)) {
            links.add("link add name " + network + " type bridge");
            links.add("link set dev " + network + " up");
        }
        int port = 0;
        for (String node : plan.nodes()) {
            for (String network : networksOf(node)) {
                String name = "port" + port++;
                links.add(
                        "link add name " + name + " type veth peer name " + network + " netns " + plan.namespace(node));
                links.add("link set dev " + name + " master " + network + " up");
            }
        }
        // Only frames pass here: no addresses, and no neighbour discovery of its own.
        node(LabPlan.SWITCH, List.of("ipv6/conf/default/disable_ipv6=1"), links, "");
    }

    private List<String> networksOf(String node) {
        if (node.equals(LabPlan.CLIENT)) {
            return List.of(LabPlan.FRONT);
        }
        return plan.realServerNames().contains(node) ? List.of(LabPlan.BACK) : List.of(LabPlan.FRONT, LabPlan.BACK);
    }

    private void client() {
        List<String> lines = new ArrayList<>(List.of("link set dev lo up"));
        for (IpFamily family : IpFamily.values()) {
            lines.add(address(plan.clientAddress(family), LabPlan.FRONT));
        }
        up(lines, LabPlan.FRONT);
        node(LabPlan.CLIENT, settings(false), lines, "");
    }

    private void router() {
        List<String> lines = new ArrayList<>(List.of("link set dev lo up"));
        for (IpFamily family : IpFamily.values()) {
            lines.add(address(LabPlan.router(family, true), LabPlan.FRONT));
            lines.add(address(LabPlan.router(family, false), LabPlan.BACK));
        }
        up(lines, LabPlan.FRONT, LabPlan.BACK);
        node(LabPlan.ROUTER, settings(true), lines, "");
    }

    private void director(int number) {
        List<String> lines = new ArrayList<>(List.of("link set dev lo up"));
        for (IpFamily family : IpFamily.values()) {
            lines.add(address(plan.directorFront(number, family), LabPlan.FRONT));
            lines.add(address(plan.directorBack(number, family), LabPlan.BACK));
            if (number == 1) {
                lines.add(address(plan.innerGateway(family), LabPlan.BACK));
            }
        }
        if (number == 1 && plan.vipsOnFirstDirector()) {
            plan.vips().forEach(vip -> lines.add(hostAddress(vip, LabPlan.FRONT)));
        }
        up(lines, LabPlan.FRONT, LabPlan.BACK);
        List<String> settings = new ArrayList<>(settings(true));
        // Clients and real servers share no network; a redirect would only mislead them.
        settings.add("ipv4/conf/all/send_redirects=0");
        settings.add("ipv4/conf/default/send_redirects=0");
        node(plan.director(number), settings, lines, "");
    }

    private void realServer(int number, String folder) {
        List<String> lines = new ArrayList<>(List.of("link set dev lo up"));
        for (IpFamily family : IpFamily.values()) {
            lines.add(address(plan.realServerAddress(number, family), LabPlan.BACK));
        }
        plan.vips().forEach(vip -> lines.add(hostAddress(vip, "lo")));
        up(lines, LabPlan.BACK);
        for (IpFamily family : IpFamily.values()) {
            String own = plan.realServerAddress(number, family);
            String mark = family == IpFamily.V6 ? SIX : "";
            lines.add("route add default via " + LabPlan.router(family, false));
            lines.add("route add default via " + plan.innerGateway(family) + " table " + NAT_TABLE);
            // Neighbours stay neighbours: what FULLNAT's local addresses send is answered directly.
            lines.add(mark + "rule add from " + own + " lookup main suppress_prefixlength 0 priority 1000");
            lines.add(mark + "rule add from " + own + " lookup " + NAT_TABLE + " priority 1001");
        }
        if (plan.tunnels()) {
            lines.addAll(RealServerTunnels.lines(plan, number));
        }
        List<String> settings = new ArrayList<>(settings(false));
        // The VIP on lo must not answer for itself in the inner network (direct routing's ARP problem).
        settings.add("ipv4/conf/all/arp_ignore=1");
        settings.add("ipv4/conf/all/arp_announce=2");
        node(plan.realServer(number), settings, lines, HttpServerScript.start(plan.realServer(number), folder));
    }

    private static List<String> settings(boolean forwarding) {
        List<String> all = new ArrayList<>(List.of(
                "ipv4/conf/all/rp_filter=0",
                "ipv4/conf/default/rp_filter=0",
                "ipv6/conf/all/accept_dad=0",
                "ipv6/conf/default/accept_dad=0"));
        if (forwarding) {
            all.add("ipv4/ip_forward=1");
            all.add("ipv6/conf/all/forwarding=1");
        }
        return all;
    }

    /** One process enters the namespace, sets what is to be set, and feeds all lines to one {@code ip}. */
    private void node(String node, List<String> settings, List<String> ipLines, String more) {
        source.append("nsenter --net=/run/netns/").append(plan.namespace(node)).append(" bash -e <<'NODE'\n");
        // Settings come first: new devices take their defaults. Devices made already have their own copies.
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            source.append("echo ")
                    .append(setting, equals + 1, setting.length())
                    .append(" >/proc/sys/net/")
                    .append(setting, 0, equals)
                    .append('\n');
        }
        source.append("for file in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >\"$file\"; done\n");
        source.append("ip -batch - <<'EOF'\n");
        ipLines.stream()
                .filter(line -> !line.startsWith(SIX))
                .forEach(line -> source.append(line).append('\n'));
        source.append("EOF\n");
        List<String> six = ipLines.stream().filter(line -> line.startsWith(SIX)).toList();
        if (!six.isEmpty()) {
            source.append("ip -6 -batch - <<'EOF'\n");
            six.forEach(line -> source.append(line, SIX.length(), line.length()).append('\n'));
            source.append("EOF\n");
        }
        source.append(more).append("NODE\n");
    }

    private static void up(List<String> lines, String... devices) {
        for (String device : devices) {
            lines.add("link set dev " + device + " up");
        }
    }

    private static String address(String address, String device) {
        return switch (IpFamily.of(address)) {
            case V4 -> "address add " + address + "/24 dev " + device;
            case V6 -> "address add " + address + "/64 dev " + device + " nodad";
        };
    }

    private static String hostAddress(String address, String device) {
        IpFamily family = IpFamily.of(address);
        return "address add " + address + "/" + family.bits() + " dev " + device
                + (family == IpFamily.V6 ? " nodad" : "");
    }
}
