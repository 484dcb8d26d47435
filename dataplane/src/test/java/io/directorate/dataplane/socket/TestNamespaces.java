package io.directorate.dataplane.socket;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.NetlinkConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Network namespaces for tests, and the iproute2 tools inside them. */
public final class TestNamespaces {
    private static final long COMMAND_SECONDS = 20;

    private TestNamespaces() {}

    /**
     * A new namespace. Without the privilege for it the test is not run, and says so; where the environment has CI=true it
     * fails instead.
     */
    public static NetworkNamespace create() {
        try {
            return NetworkNamespace.create();
        } catch (SystemCallException e) {
            if (e.is(Errno.EPERM) && !"true".equals(System.getenv("CI"))) {
                assumeTrue(false, "needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN) to make network namespaces: " + e);
            }
            throw e;
        }
    }

    /** A connection to rtnetlink of a namespace. */
    public static NetlinkConnection route(NetworkNamespace namespace) {
        return new NetlinkConnection(LinuxNetlinkSocket.open(NetlinkProtocol.ROUTE, namespace), Duration.ofSeconds(10));
    }

    /** Runs a command in a namespace and returns what it prints; fails unless it exits with 0. */
    public static String run(NetworkNamespace namespace, String... command) {
        List<String> line = new ArrayList<>(List.of("nsenter", "--net=" + namespace.descriptorPath()));
        line.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " did not end");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(line + " gave " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(line + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(line + " was interrupted", e);
        }
    }
}
