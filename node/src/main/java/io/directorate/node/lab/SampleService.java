package io.directorate.node.lab;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A virtual service of the lab's sample configuration: HTTP, weighted round robin over all real servers.
 *
 * @param method how packets reach the real servers
 * @param vip virtual address
 * @param port virtual port
 * @param servers the real servers, by number from 1
 */
public record SampleService(Method method, String vip, int port, List<Server> servers) {
    /** How packets reach a real server. */
    public enum Method {
        /** Masquerading, to another port. */
        NAT,
        /** Direct routing. */
        DR,
        /** Tunnelling by IP in IP. */
        IPIP,
        /** Tunnelling by generic UDP encapsulation. */
        GUE,
        /** Tunnelling by generic routing encapsulation. */
        GRE,
        /** Masquerading of both ends: real servers see the director as their client. */
        FULLNAT;

        /** In words as users see them. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A real server of the service.
     *
     * @param name of its node
     * @param address its own
     * @param port on which it is reached
     * @param weight its share
     */
    public record Server(String name, String address, int port, int weight) {}

    /** Freezes the list. */
    public SampleService {
        servers = List.copyOf(servers);
    }

    /** The sample: each method with each family, on a virtual address of its own. */
    public static List<SampleService> all(LabPlan plan) {
        return IntStream.range(0, Method.values().length)
                .boxed()
                .flatMap(number -> List.of(IpFamily.values()).stream()
                        .map(family -> of(plan, Method.values()[number], LabPlan.vip(family, number))))
                .toList();
    }

    /** The virtual addresses of the sample. */
    public static List<String> vips() {
        return all(LabPlan.standard()).stream().map(SampleService::vip).toList();
    }

    private static SampleService of(LabPlan plan, Method method, String vip) {
        int realPort = method == Method.NAT || method == Method.FULLNAT ? 8080 : 80;
        return new SampleService(
                method,
                vip,
                80,
                IntStream.rangeClosed(1, plan.realServers())
                        .mapToObj(number -> new Server(
                                plan.realServer(number),
                                plan.realServerAddress(number, IpFamily.of(vip)),
                                realPort,
                                number))
                        .toList());
    }

    /** Requests after which weighted round robin has served every weight once. */
    public int round() {
        return servers.stream().mapToInt(Server::weight).sum();
    }

    /** The service as {@code ADDRESS:PORT}. */
    public String endpoint() {
        return endpoint(vip, port);
    }

    /** The service as rules in the syntax of {@code ipvsadm --restore}, which has no word for FULLNAT but its NAT half. */
    public String rules() {
        StringBuilder text = new StringBuilder("-A -t " + endpoint() + " -s wrr\n");
        for (Server server : servers) {
            text.append("-a -t ")
                    .append(endpoint())
                    .append(" -r ")
                    .append(endpoint(server.address(), server.port()))
                    .append(flags())
                    .append(" -w ")
                    .append(server.weight())
                    .append('\n');
        }
        return text.toString();
    }

    private String flags() {
        return switch (method) {
            case NAT, FULLNAT -> " -m";
            case DR -> " -g";
            case IPIP -> " -i";
            case GUE -> " -i --tun-type gue --tun-port " + LabPlan.GUE_PORT;
            case GRE -> " -i --tun-type gre";
        };
    }

    static String endpoint(String address, int port) {
        return (IpFamily.of(address) == IpFamily.V6 ? "[" + address + "]" : address) + ":" + port;
    }
}
