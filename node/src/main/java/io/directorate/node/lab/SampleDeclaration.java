package io.directorate.node.lab;

import io.directorate.node.lab.SampleService.Method;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the sample services as the file that {@code directorate apply -f} takes. */
final class SampleDeclaration {
    private static final String GROUP = "lab";

    private SampleDeclaration() {}

    static String yaml(LabPlan plan, List<SampleService> services) {
        StringBuilder text = new StringBuilder("# The lab's sample: each forwarding method, IPv4 and IPv6.\n");
        List<SampleService> full = services.stream()
                .filter(service -> service.method() == Method.FULLNAT)
                .toList();
        if (!full.isEmpty()) {
            text.append("groups:\n- name: " + GROUP + "\n  mode: external\n  vips:\n");
            full.forEach(service -> address(text, "outside", service.vip()));
            text.append("  localAddresses:\n");
            for (IpFamily family : IpFamily.values()) {
                address(text, "inside", plan.directorBack(1, family));
            }
        }
        text.append("services:\n");
        for (SampleService service : services) {
            text.append("- service: \"tcp:").append(service.endpoint()).append("\"\n  scheduler: wrr\n");
            if (service.method() == Method.FULLNAT) {
                text.append("  group: " + GROUP + "\n");
            }
            text.append("  servers:\n")
                    .append(service.servers().stream()
                            .map(server -> "  - {server: \"" + SampleService.endpoint(server.address(), server.port())
                                    + "\", weight: " + server.weight() + ", " + method(service.method()) + "}\n")
                            .collect(Collectors.joining()));
        }
        return text.toString();
    }

    private static void address(StringBuilder text, String role, String address) {
        text.append("  - {role: ")
                .append(role)
                .append(", address: \"")
                .append(address)
                .append("\"}\n");
    }

    private static String method(Method method) {
        return switch (method) {
            case NAT, DR, FULLNAT -> "method: " + method.text();
            case IPIP, GRE -> "method: tun, tunnel: {type: " + method.text() + "}";
            case GUE -> "method: tun, tunnel: {type: gue, port: " + LabPlan.GUE_PORT + "}";
        };
    }
}
