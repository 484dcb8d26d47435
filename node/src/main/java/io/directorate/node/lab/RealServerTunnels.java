package io.directorate.node.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the {@code ip} lines by which a real server takes what IPVS sends through tunnels: IPIP, GRE, and GUE (in UDP),
 * over both families. No remote address is set: any director may send.
 */
final class RealServerTunnels {
    private RealServerTunnels() {}

    static List<String> lines(LabPlan plan, int number) {
        String v4 = plan.realServerAddress(number, IpFamily.V4);
        String v6 = plan.realServerAddress(number, IpFamily.V6);
        String checksum = plan.greChecksums() ? " icsum" : "";
        List<String> lines = new ArrayList<>();
        // They also take what FOU unwraps from GUE. Over IPv4 each inner family has a device kind of its own.
        lines.add("link add name ipip-in type ipip mode ipip local " + v4);
        lines.add("link add name sit-in type sit mode ip6ip local " + v4);
        lines.add("link add name ipip6-in type ip6tnl mode any local " + v6);
        lines.add("link add name gre-in type gre local " + v4 + checksum);
        lines.add("link add name gre6-in type ip6gre local " + v6 + checksum);
        for (String device : List.of("ipip-in", "sit-in", "ipip6-in", "gre-in", "gre6-in")) {
            lines.add("link set dev " + device + " up");
        }
        lines.add("fou add port " + LabPlan.GUE_PORT + " gue");
        lines.add("fou add port " + LabPlan.GUE_PORT + " gue -6");
        return lines;
    }
}
