package io.directorate.node.ipvsadm;

import io.directorate.events.model.Endpoint;
import java.util.HashMap;
import java.util.Map;

/** Addresses with ports as listings show them, as numbers or by name, each looked up once. */
final class EndpointText {
    /** The C program's buffer; what is longer is cut off. */
    private static final int MAX_LENGTH = 59;

    private final boolean numeric;
    private final NameResolver names;
    private final Map<String, String> hosts = new HashMap<>();
    private final Map<String, String> ports = new HashMap<>();

    EndpointText(boolean numeric, NameResolver names) {
        this.numeric = numeric;
        this.names = names;
    }

    /**
     * An endpoint's text.
     *
     * @param protocol for the name of the port
     */
    String text(Endpoint endpoint, int protocol) {
        return cut(host(endpoint) + ":" + port(endpoint.port(), protocol), MAX_LENGTH);
    }

    private String host(Endpoint endpoint) {
        String literal = endpoint.address().toString();
        String name = numeric
                ? literal
                : hosts.computeIfAbsent(
                        literal, text -> names.hostName(endpoint.address()).orElse(text));
        return endpoint.address().isIpv4() ? name : "[" + name + "]";
    }

    private String port(int port, int protocol) {
        String literal = Integer.toString(port);
        return numeric
                ? literal
                : ports.computeIfAbsent(
                        protocol + ":" + literal,
                        key -> names.serviceName(port, protocol).orElse(literal));
    }

    static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
