package io.directorate.consensus.log;

/**
 * An address at which a member can be reached by the others.
 *
 * @param host IPv4 or IPv6 literal without brackets, or a host name
 * @param port TCP port, 0 to 65535; 0 lets the kernel choose
 */
public record LogEndpoint(String host, int port) {
    /** Checks the ranges. */
    public LogEndpoint {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host: must not be empty");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: must be 0 to 65535, is " + port);
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text {@code host:port}, with brackets around an IPv6 address
     * @return the endpoint
     * @throws IllegalArgumentException if it is not of this form
     */
    public static LogEndpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("endpoint: must be HOST:PORT, is " + text);
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return new LogEndpoint(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("endpoint: must be HOST:PORT, is " + text, malformed);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
