package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers for the name of an address (RFC 1035 3.5, RFC 3596 2.5), each server once.
 *
 * <p>A server that does not answer in time is not asked again, so that a listing of any length waits at most once for each. One thread.
 */
final class ReverseLookup {
    /** The longest wait for a server. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int DNS_PORT = 53;
    /** As many as the C library takes of {@code /etc/resolv.conf}. */
    private static final int MAX_SERVERS = 3;

    private final Path resolvConf;
    private final int port;
    private @Nullable List<IpAddress> servers;

    ReverseLookup(Path resolvConf) {
        this(resolvConf, DNS_PORT);
    }

    ReverseLookup(Path resolvConf, int port) {
        this.resolvConf = resolvConf;
        this.port = port;
    }

    /** The name; empty if no server knows it or answers. */
    Optional<String> hostName(IpAddress address) {
        if (servers == null) {
            servers = readServers();
        }
        PtrMessage query = new PtrMessage(address, new SecureRandom().nextInt(0x10000));
        for (IpAddress server : List.copyOf(servers)) {
            try {
                Optional<PtrMessage.Answer> answer = ask(server, query);
                if (answer.isPresent()) {
                    return answer.get().name();
                }
                servers.remove(server);
            } catch (IOException e) {
                // Refused or not reachable, which the next address would find again.
                servers.remove(server);
            }
        }
        return Optional.empty();
    }

    private List<IpAddress> readServers() {
        List<IpAddress> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(resolvConf, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.trim().split("[ \t]+", 3);
                if (fields.length > 1
                        && fields[0].equals("nameserver")
                        && IpAddress.isAddress(fields[1])
                        && found.size() < MAX_SERVERS) {
                    found.add(IpAddress.parse(fields[1]));
                }
            }
        } catch (IOException e) {
            // Without the file there is the local server, as for the C library.
            return localServer();
        }
        return found.isEmpty() ? localServer() : found;
    }

    private static List<IpAddress> localServer() {
        return new ArrayList<>(List.of(IpAddress.parse("127.0.0.1")));
    }

    /** The server's answer; empty if none came in time. */
    private Optional<PtrMessage.Answer> ask(IpAddress server, PtrMessage query) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                Selector selector = Selector.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByAddress(server.bytes()), port));
            channel.write(query.encode());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer buffer = ByteBuffer.allocate(PtrMessage.MAX_BYTES);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            long left = TIMEOUT.toMillis();
            while (left > 0) {
                selector.select(left);
                selector.selectedKeys().clear();
                buffer.clear();
                if (channel.read(buffer) > 0) {
                    Optional<PtrMessage.Answer> answer = query.decode(buffer.flip());
                    if (answer.isPresent()) {
                        return answer;
                    }
                }
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
            return Optional.empty();
        }
    }
}
