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

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
