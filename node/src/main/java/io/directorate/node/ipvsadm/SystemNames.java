package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The names of this machine: {@code /etc/hosts}, then the name servers of {@code /etc/resolv.conf}; {@code /etc/services}. Files are read
 * when first needed, a file that is not there is empty. One thread.
 */
final class SystemNames implements NameResolver {
    /** The longest wait for the address of a host. */
    static final Duration FORWARD_TIMEOUT = Duration.ofSeconds(10);
    /** Lines beyond this are not read, of either file. */
    private static final int MAX_LINES = 200_000;

    private final Path hostsFile;
    private final Path servicesFile;
    private final ReverseLookup reverse;
    private @Nullable List<String[]> hosts;
    private @Nullable List<String[]> services;

    SystemNames(Path hostsFile, Path servicesFile, ReverseLookup reverse) {
        this.hostsFile = hostsFile;
        this.servicesFile = servicesFile;
        this.reverse = reverse;
    }

    static SystemNames ofThisMachine() {
        return new SystemNames(
                Path.of("/etc/hosts"), Path.of("/etc/services"), new ReverseLookup(Path.of("/etc/resolv.conf")));
    }

    @Override
    public Optional<String> hostName(IpAddress address) {
        if (hosts == null) {
            hosts = read(hostsFile);
        }
        for (String[] fields : hosts) {
            if (fields.length > 1
                    && IpAddress.isAddress(fields[0])
                    && IpAddress.parse(fields[0]).equals(address)) {
                return Optional.of(fields[1]);
            }
        }
        return reverse.hostName(address);
    }

    @Override
    public Optional<IpAddress> ipv4Address(String hostName) {
        if (!mayBeHostName(hostName)) {
            return Optional.empty();
        }
        FutureTask<Optional<IpAddress>> lookup = new FutureTask<>(() -> firstIpv4(hostName));
        Thread thread = new Thread(lookup, "look up " + hostName);
        thread.setDaemon(true);
        thread.start();
        try {
            return lookup.get(FORWARD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    /** Digits and dots alone are an address or nothing, which the JDK reads more liberally than the C library. */
    private static boolean mayBeHostName(String text) {
        boolean other = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == ':') {
                return false;
            }
            other |= c != '.' && (c < '0' || c > '9');
        }
        return other;
    }

    private static Optional<IpAddress> firstIpv4(String hostName) {
        try {
            for (InetAddress address : InetAddress.getAllByName(hostName)) {
                if (address instanceof Inet4Address) {
                    return Optional.of(IpAddress.of(address.getAddress()));
                }
            }
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> serviceName(int port, int protocol) {
        String entry = port + "/" + protocolName(protocol);
        for (String[] fields : services()) {
            if (fields.length > 1 && fields[1].equals(entry)) {
                return Optional.of(fields[0]);
            }
        }
        return Optional.empty();
    }

    @Override
    public OptionalInt port(String serviceName, int protocol) {
        String suffix = "/" + protocolName(protocol);
        for (String[] fields : services()) {
            if (fields.length > 1 && fields[1].endsWith(suffix) && isCalled(fields, serviceName)) {
                String port = fields[1].substring(0, fields[1].length() - suffix.length());
                OptionalInt number = CText.decimal(port, 0, 65535);
                if (number.isPresent()) {
                    return number;
                }
            }
        }
        return OptionalInt.empty();
    }

    /** Whether the name is the entry's own, or one of the aliases that stand after the port. */
    private static boolean isCalled(String[] fields, String name) {
        for (int i = 0; i < fields.length; i++) {
            if (i != 1 && fields[i].equals(name)) {
                return true;
            }
        }
        return false;
    }

    private List<String[]> services() {
        if (services == null) {
            services = read(servicesFile);
        }
        return services;
    }

    private static String protocolName(int protocol) {
        for (Protocol known : Protocol.values()) {
            if (known.number() == protocol) {
                return known.name().toLowerCase(Locale.ROOT);
            }
        }
        // No entry has it.
        return "none";
    }

    private static List<String[]> read(Path file) {
        List<String[]> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null && lines.size() < MAX_LINES; line = reader.readLine()) {
                int comment = line.indexOf('#');
                String content = (comment < 0 ? line : line.substring(0, comment)).trim();
                if (!content.isEmpty()) {
                    lines.add(fields(content));
                }
            }
        } catch (IOException e) {
            // What cannot be read names nothing; numbers are shown instead.
            return List.of();
        }
        return lines;
    }

    private static String[] fields(String content) {
        List<String> fields = new ArrayList<>(4);
        int start = 0;
        for (int i = 0; i <= content.length(); i++) {
            if (i == content.length() || content.charAt(i) == ' ' || content.charAt(i) == '\t') {
                if (i > start) {
                    fields.add(content.substring(start, i));
                }
                start = i + 1;
            }
        }
        return fields.toArray(new String[0]);
    }
}
