package io.directorate.dataplane.fake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code struct ip_vs_service}: its own numbers, and its real servers with the newest first. */
final class FakeService {
    /** {@code IP_VS_SVC_F_HASHED}. */
    static final int HASHED = 2;

    final int family;
    final int protocol;
    final byte[] address;
    final int port;
    final long mark;
    final FakeCounters counters = new FakeCounters();
    final List<Server> servers = new ArrayList<>();
    String scheduler = "none";
    Optional<String> engine = Optional.empty();
    int flags;
    long timeoutSeconds;
    int netmask;

    FakeService(int family, int protocol, byte[] address, int port, long mark) {
        this.family = family;
        this.protocol = protocol;
        this.address = address;
        this.port = port;
        this.mark = mark;
    }

    boolean is(FakeService other) {
        if (mark != 0 || other.mark != 0) {
            return family == other.family && mark == other.mark;
        }
        return family == other.family
                && protocol == other.protocol
                && port == other.port
                && sameAddress(family, address, other.address);
    }

    static boolean sameAddress(int family, byte[] one, byte[] other) {
        int length = family == FakeIpvs.AF_INET ? 4 : 16;
        return Arrays.equals(one, 0, length, other, 0, length);
    }

    /** {@code struct ip_vs_dest}. */
    static final class Server {
        final int family;
        final byte[] address;
        final int port;
        final FakeCounters counters = new FakeCounters();
        int method;
        int weight;
        long upperThreshold;
        long lowerThreshold;
        int tunnelType;
        int tunnelPort;
        int tunnelFlags;
        long active;
        long inactive;
        long persistent;

        Server(int family, byte[] address, int port) {
            this.family = family;
            this.address = address;
            this.port = port;
        }

        boolean is(Server other) {
            return family == other.family && port == other.port && sameAddress(family, address, other.address);
        }
    }
}
