package io.directorate.dataplane.plan;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hash of a state that does not depend on the order of its services: the sum, modulo 2 to the power of 256, of the SHA-256 of each part. So
 * two directors can compare what they hold, and one change among ten thousand services costs two hashes, not ten thousand.
 *
 * <p>It sees what {@link Planner} sees: of real servers under a scheduler that does not mind their order, the order does not count; nor do counters,
 * reserved objects, services that are not the log's, and fields that mean nothing. It guards against mistakes, not against an attacker.
 *
 * @param first most significant 64 bits
 * @param second next 64 bits
 * @param third next 64 bits
 * @param fourth least significant 64 bits
 */
public record StateHash(long first, long second, long third, long fourth) {
    /** Of nothing. */
    public static final StateHash ZERO = new StateHash(0, 0, 0, 0);

    /**
     * Hashes a service with its real servers.
     *
     * @param service as it is held
     * @return its part of the sum
     */
    public static StateHash of(TableService service) {
        ServiceSettings settings = service.settings();
        StringBuilder text = new StringBuilder("service ").append(service.key());
        text.append(' ').append(settings.scheduler()).append(' ').append(settings.flags());
        if (settings.has(ServiceSettings.PERSISTENT)) {
            text.append(' ').append(settings.timeoutSeconds()).append(' ').append(settings.netmask());
        }
        settings.persistenceEngine().ifPresent(name -> text.append(" engine ").append(name));
        List<TableServer> servers = new ArrayList<>(service.servers());
        if (ServerOrder.matters(settings.scheduler())) {
            Collections.reverse(servers);
        } else {
            servers.sort(Comparator.comparing(TableServer::endpoint));
        }
        for (TableServer server : servers) {
            text.append('\n').append(server.endpoint()).append(' ').append(server.method());
            text.append(' ').append(server.weight());
            text.append(' ').append(server.upperThreshold()).append(' ').append(server.lowerThreshold());
            if (server.method() == TableServer.TUNNEL) {
                text.append(' ').append(server.tunnel().type());
                text.append(' ').append(server.tunnel().port());
                text.append(' ').append(server.tunnel().flags());
            }
        }
        return digest(text.toString());
    }

    /**
     * Hashes a desired state: what the dataplane's hash is once it is programmed.
     *
     * @param desired what shall be
     * @return the sum over its services, timeouts and settings
     */
    public static StateHash of(DesiredState desired) {
        StateHash sum = ZERO;
        for (var key : desired.keys()) {
            Optional<DesiredService> service =
                    desired.reserved().services().containsKey(key) ? Optional.empty() : desired.service(key);
            sum = service.isPresent() ? sum.plus(of(service.get().asTable())) : sum;
        }
        for (Map.Entry<String, String> sysctl : desired.sysctls().entrySet()) {
            sum = sum.plus(ofSysctl(sysctl.getKey(), sysctl.getValue()));
        }
        return desired.timeouts().isPresent()
                ? sum.plus(of(ConnectionTimeouts.of(desired.timeouts().get())))
                : sum;
    }

    /**
     * Hashes timeouts.
     *
     * @param timeouts as they are held
     * @return their part of the sum
     */
    public static StateHash of(ConnectionTimeouts timeouts) {
        return digest(timeouts.describe());
    }

    /**
     * Hashes a setting.
     *
     * @param name below {@code net.ipv4.vs.}
     * @param value as text; how blanks are written does not count
     * @return its part of the sum
     */
    public static StateHash ofSysctl(String name, String value) {
        return digest("sysctl " + name + " " + SysctlText.comparable(name, value));
    }

    /**
     * Adds a part.
     *
     * @param part to add
     * @return the sum modulo 2 to the power of 256
     */
    public StateHash plus(StateHash part) {
        long d = fourth + part.fourth;
        long carry = Long.compareUnsigned(d, fourth) < 0 ? 1 : 0;
        long c = third + part.third + carry;
        carry = carry(third, part.third, carry);
        long b = second + part.second + carry;
        carry = carry(second, part.second, carry);
        return new StateHash(first + part.first + carry, b, c, d);
    }

    /**
     * Takes a part out.
     *
     * @param part that was added
     * @return the sum without it
     */
    public StateHash minus(StateHash part) {
        StateHash complement = new StateHash(~part.first, ~part.second, ~part.third, ~part.fourth);
        return plus(complement).plus(new StateHash(0, 0, 0, 1));
    }

    /** Returns 64 hexadecimal digits. */
    @Override
    public String toString() {
        return "%016x%016x%016x%016x".formatted(first, second, third, fourth);
    }

    private static long carry(long a, long b, long in) {
        long sum = a + b;
        boolean over = Long.compareUnsigned(sum, a) < 0;
        return over || (in == 1 && sum == -1L) ? 1 : 0;
    }

    private static StateHash digest(String text) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new StateHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
