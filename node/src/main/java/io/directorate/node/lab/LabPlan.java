package io.directorate.node.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a lab network consists of, and its addresses. Every node is a network namespace:
 *
 * <pre>
 *   client ──┬── front 10.10.0.0/24, fd10:10::/64 ──┬── director1…  ──┬── back 10.20.0.0/24, fd10:20::/64 ── server1…
 *            └──────────────────────────────────────┴──── router ─────┘
 * </pre>
 *
 * Replies of real servers whose source is a VIP (direct routing, tunnelling) go through the router; those whose source
 * is their own address go to the inner gateway, which the first director holds (NAT). So all forwarding methods work
 * side by side. Addresses are: client .1, router .2, directors .11…, real servers .101…, inner gateway .254.
 *
 * @param prefix put before each namespace's name, to keep networks on one host apart
 * @param directors 1 to 3
 * @param realServers 1 to 100
 * @param vips virtual addresses of either family that real servers accept for direct routing and tunnelling
 * @param vipsOnFirstDirector whether the first director gets them at once, too; otherwise whoever is tested holds them
 * @param tunnels whether real servers take IPIP, GRE and GUE
 * @param greChecksums whether their GRE devices want checksums; a device takes packets of one kind only
 */
public record LabPlan(
        String prefix,
        int directors,
        int realServers,
        List<String> vips,
        boolean vipsOnFirstDirector,
        boolean tunnels,
        boolean greChecksums) {
    /** Name of the node that asks. */
    public static final String CLIENT = "client";
    /** Name of the node that carries replies past the director. */
    public static final String ROUTER = "router";
    /** Interface of a node in the outer network. */
    public static final String FRONT = "front";
    /** Interface of a node in the inner network. */
    public static final String BACK = "back";
    /** UDP port on which real servers take GUE. */
    public static final int GUE_PORT = 6080;
    /** Ports on which each real server answers HTTP with its name. */
    public static final List<Integer> HTTP_PORTS = List.of(80, 8080);

    static final String SWITCH = "switch";

    private static final Pattern PREFIX = Pattern.compile("[a-z0-9-]{0,24}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-f:]*:[0-9a-f:]*");
    private static final String FRONT_V4 = "10.10.0.";
    private static final String FRONT_V6 = "fd10:10::";
    private static final String BACK_V4 = "10.20.0.";
    private static final String BACK_V6 = "fd10:20::";

    /** Checks ranges and words. */
    public LabPlan {
        vips = List.copyOf(vips);
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("Not a prefix for names of namespaces: '" + prefix + "'");
        }
        if (directors < 1 || directors > 3) {
            throw new IllegalArgumentException("A lab has 1 to 3 directors, not " + directors);
        }
        if (realServers < 1 || realServers > 100) {
            throw new IllegalArgumentException("A lab has 1 to 100 real servers, not " + realServers);
        }
        for (String vip : vips) {
            if (!ADDRESS.matcher(vip).matches()) {
                throw new IllegalArgumentException("Not an IP address: '" + vip + "'");
            }
        }
    }

    /** One director that holds a VIP of each family, three real servers, all forwarding methods. */
    public static LabPlan standard() {
        return new LabPlan("", 1, 3, List.of(vip(IpFamily.V4), vip(IpFamily.V6)), true, true, false);
    }

    /** The usual virtual address of a family, in the front network. */
    public static String vip(IpFamily family) {
        return vip(family, 0);
    }

    /** One of the virtual addresses of a family, in the front network. {@code number} 0 to 99 */
    public static String vip(IpFamily family, int number) {
        if (number < 0 || number > 99) {
            throw new IllegalArgumentException("Virtual addresses are numbered 0 to 99, not " + number);
        }
        return front(family, 100 + number);
    }

    /** Sets the number of directors. */
    public LabPlan withDirectors(int number) {
        return new LabPlan(prefix, number, realServers, vips, vipsOnFirstDirector, tunnels, greChecksums);
    }

    /** Sets the number of real servers. */
    public LabPlan withRealServers(int number) {
        return new LabPlan(prefix, directors, number, vips, vipsOnFirstDirector, tunnels, greChecksums);
    }

    /** Sets the virtual addresses. */
    public LabPlan withVips(List<String> addresses, boolean onFirstDirector) {
        return new LabPlan(prefix, directors, realServers, addresses, onFirstDirector, tunnels, greChecksums);
    }

    /** Sets what real servers take beside plain packets. */
    public LabPlan withTunnels(boolean any, boolean greWithChecksums) {
        return new LabPlan(prefix, directors, realServers, vips, vipsOnFirstDirector, any, greWithChecksums);
    }

    /** Sets what stands before each namespace's name. */
    public LabPlan withPrefix(String text) {
        return new LabPlan(text, directors, realServers, vips, vipsOnFirstDirector, tunnels, greChecksums);
    }

    /** Name of a director. {@code number} from 1 */
    public String director(int number) {
        return "director" + checked(number, directors);
    }

    /** Name of a real server, which is also what it answers. {@code number} from 1 */
    public String realServer(int number) {
        return "server" + checked(number, realServers);
    }

    /** A director's address in the outer network. {@code number} from 1 */
    public String directorFront(int number, IpFamily family) {
        return front(family, 10 + checked(number, directors));
    }

    /** A director's address in the inner network. {@code number} from 1 */
    public String directorBack(int number, IpFamily family) {
        return back(family, 10 + checked(number, directors));
    }

    /** A real server's own address. {@code number} from 1 */
    public String realServerAddress(int number, IpFamily family) {
        return back(family, 100 + checked(number, realServers));
    }

    /** The client's address. */
    public String clientAddress(IpFamily family) {
        return front(family, 1);
    }

    /** The gateway that real servers use for replies from their own addresses: NAT's. */
    public String innerGateway(IpFamily family) {
        return back(family, 254);
    }

    static String router(IpFamily family, boolean outer) {
        return outer ? front(family, 2) : back(family, 2);
    }

    /** The network namespace of a node. */
    public String namespace(String node) {
        return prefix + node;
    }

    /** Names of all nodes but the switch. */
    public List<String> nodes() {
        List<String> all = new ArrayList<>(List.of(CLIENT, ROUTER));
        IntStream.rangeClosed(1, directors).forEach(number -> all.add(director(number)));
        all.addAll(realServerNames());
        return all;
    }

    /** Names of all real servers. */
    public List<String> realServerNames() {
        return IntStream.rangeClosed(1, realServers).mapToObj(this::realServer).toList();
    }

    private static int checked(int number, int most) {
        if (number < 1 || number > most) {
            throw new IllegalArgumentException("Numbers run from 1 to " + most + " here, not " + number);
        }
        return number;
    }

    // The last part has the same digits in both families, though hexadecimal in one.
    private static String front(IpFamily family, int last) {
        return (family == IpFamily.V4 ? FRONT_V4 : FRONT_V6) + last;
    }

    private static String back(IpFamily family, int last) {
        return (family == IpFamily.V4 ? BACK_V4 : BACK_V6) + last;
    }
}
