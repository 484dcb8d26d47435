package io.directorate.dataplane.fake;

import io.directorate.dataplane.ipvs.KernelDataplane;
import io.directorate.dataplane.netlink.NetlinkLanes;
import io.directorate.dataplane.netlink.NetlinkTransport;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A kernel with IPVS that is not there: open sockets to it, make it fail, count what it is asked.
 *
 * <p>{@link #dataplane} is the real dataplane on it, as many as wanted: one for the program under test, one for edits behind its back.
 * Thread-safe.
 */
public final class FakeKernel {
    /** The longest wait of the dataplanes made here; waits in vain end at once, whatever it is. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** The type of IPVS messages; any number from 16 on will do. */
    public static final int FAMILY_ID = 0x1c;

    private static final int CONTROLLER = 0x10;
    private static final int CTRL_GETFAMILY = 3;
    private static final int GENERIC_AT = 16;
    private static final int ATTRIBUTES_AT = 20;
    /** What one part of a dump holds at most, as a buffer of the kernel. */
    private static final int PART_BYTES = 32 * 1024;

    final FakeIpvs ipvs = new FakeIpvs();
    private final Deque<Optional<Fault>> faults = new ArrayDeque<>();
    private final Map<Integer, Integer> counts = new HashMap<>();
    private final Deque<Consumer<Integer>> hooks = new ArrayDeque<>();
    private int sends;
    private int nextPort = 1000;
    private boolean loaded = true;
    private boolean permitted = true;
    private boolean extendedTexts;

    /** A part of a dump, empty at its end. */
    record Part(ByteBuffer bytes, int nextIndex) {}

    /** Opens a socket of generic netlink. */
    public synchronized NetlinkTransport socket() {
        return new FakeSocket(this, nextPort++);
    }

    /** Opens a few sockets for parallel dumps. */
    public NetlinkLanes lanes() {
        return new FakeLanes(this);
    }

    /**
     * Opens a dataplane on this kernel.
     *
     * @param sysctls directory of the settings; filled with the kernel's defaults if it has none
     */
    public KernelDataplane dataplane(Path sysctls) {
        writeSysctls(sysctls);
        return KernelDataplane.open(socket(), () -> Optional.of(lanes()), TIMEOUT, sysctls);
    }

    /** Writes the settings {@code net.ipv4.vs} with the kernel's defaults, one file each, where they are not there yet. */
    public static void writeSysctls(Path directory) {
        Map<String, String> defaults = Map.of(
                "conntrack", "0",
                "expire_nodest_conn", "0",
                "expire_quiescent_template", "0",
                "conn_reuse_mode", "1",
                "sloppy_tcp", "0",
                "sync_threshold", "3\t50",
                "sync_refresh_period", "0",
                "sync_version", "1",
                "drop_entry", "0",
                "schedule_icmp", "0");
        try {
            Files.createDirectories(directory);
            for (Map.Entry<String, String> setting : defaults.entrySet()) {
                Path file = directory.resolve(setting.getKey());
                if (!Files.exists(file)) {
                    Files.writeString(file, setting.getValue() + "\n");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Spoils the next datagram of the kernel, or, called again, the one after those already to be spoiled. */
    public synchronized void inject(Fault fault) {
        faults.add(Optional.of(fault));
    }

    /** Lets the next datagrams pass before the faults injected after this. */
    public synchronized void pass(int datagrams) {
        for (int i = 0; i < datagrams; i++) {
            faults.add(Optional.empty());
        }
    }

    /** Runs before the next message of the family is carried out, with its command; once. May open and use other dataplanes. */
    public synchronized void beforeNextMessage(Consumer<Integer> hook) {
        hooks.add(hook);
    }

    /** Takes IPVS out, or puts it back, as {@code rmmod ip_vs} does; the table is lost. */
    public synchronized void setLoaded(boolean loaded) {
        this.loaded = loaded;
        ipvs.services.clear();
    }

    /** Takes CAP_NET_ADMIN from the sockets, or gives it. */
    public synchronized void setPermitted(boolean permitted) {
        this.permitted = permitted;
    }

    /** Switches IPv6 off or on, as {@code ipv6.disable=1} does. */
    public synchronized void setIpv6(boolean on) {
        ipvs.hasIpv6 = on;
    }

    /** Adds words of the kernel's own to errors of unknown commands, as NETLINK_EXT_ACK does. */
    public synchronized void setExtendedTexts(boolean on) {
        extendedTexts = on;
    }

    /** Takes a scheduler out, as a kernel without its module. */
    public synchronized void removeScheduler(String name) {
        ipvs.schedulers.remove(name);
    }

    /** How many messages of the family came with this command ({@code IpvsProtocol.Command}) since the last reset. */
    public synchronized int messages(int command) {
        return counts.getOrDefault(command, 0);
    }

    /** How many messages of the family came that change something, since the last reset. */
    public synchronized int changeMessages() {
        return counts.entrySet().stream()
                .filter(entry -> FakeCommands.changes(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** How many times a socket sent, since the last reset. */
    public synchronized int sends() {
        return sends;
    }

    /** Sets all counts to 0. */
    public synchronized void resetCounts() {
        counts.clear();
        sends = 0;
    }

    /** Lets traffic come to a real server; counts at the server and its service. */
    public synchronized void traffic(ServiceKey key, Endpoint server, long connections, long packets, long bytes) {
        FakeService service = Lookup.service(ipvs, key);
        service.counters.add(connections, packets, bytes);
        FakeService.Server target = Lookup.server(service, server);
        target.counters.add(connections, packets, bytes);
        target.active += connections;
    }

    /** Sets the rates of a service: connections, packets in and out, bytes in and out, each a second. */
    public synchronized void rates(ServiceKey key, long... perSecond) {
        Lookup.service(ipvs, key).counters.rates(perSecond);
    }

    Optional<Fault> nextFault() {
        Optional<Fault> next = faults.poll();
        return next == null ? Optional.empty() : next;
    }

    void countSend() {
        sends++;
    }

    /** {@code genl_rcv_msg}: the family, the command, the privilege. */
    void check(int type, byte[] message, boolean dump) throws FakeErrno {
        if (message.length < ATTRIBUTES_AT) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        if (type == CONTROLLER && !dump) {
            return;
        }
        if (type != FAMILY_ID || !loaded) {
            throw new FakeErrno(FakeErrno.ENOENT);
        }
        int command = message[GENERIC_AT];
        counts.merge(command, 1, Integer::sum);
        Consumer<Integer> hook = hooks.poll();
        if (hook != null) {
            hook.accept(command);
        }
        if (!FakeCommands.allows(command, dump)) {
            Optional<String> words = extendedTexts ? Optional.of("no such command: " + command) : Optional.empty();
            throw new FakeErrno(FakeErrno.EOPNOTSUPP, words);
        }
        if (!permitted) {
            throw new FakeErrno(FakeErrno.EPERM);
        }
    }

    /** Carries out a request that is no dump; gives the answer's datagram, if there is one. */
    Optional<byte[]> carryOut(int type, byte[] message, int sequence, int portId) throws FakeErrno {
        In in = In.parse(message, ATTRIBUTES_AT);
        if (type == CONTROLLER) {
            return Optional.of(family(message[GENERIC_AT], in, sequence, portId));
        }
        return FakeCommands.carryOut(ipvs, message[GENERIC_AT], in, sequence, portId);
    }

    private byte[] family(int command, In in, int sequence, int portId) throws FakeErrno {
        if (command != CTRL_GETFAMILY) {
            throw new FakeErrno(FakeErrno.EOPNOTSUPP);
        }
        String name = in.string(2, 15);
        if (!name.equals("IPVS") || !loaded) {
            throw new FakeErrno(FakeErrno.ENOENT);
        }
        return Out.message(CONTROLLER, 0, sequence, portId)
                .generic(1)
                .string(2, name)
                .u16(1, FAMILY_ID)
                .u32(3, 1)
                .u32(4, 0)
                .u32(5, 6)
                .finish();
    }

    /** The entries of a dump from an index on, as many as fit; what changed meanwhile shifts them, as in the kernel. */
    Part dumpPart(byte[] request, int index, int sequence, int portId) {
        List<Supplier<byte[]>> all = FakeCommands.dump(ipvs, request, ATTRIBUTES_AT, sequence, portId);
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        int next = index;
        while (next < all.size()) {
            byte[] entry = all.get(next).get();
            if (part.size() + entry.length > PART_BYTES) {
                break;
            }
            part.writeBytes(entry);
            next++;
        }
        return new Part(ByteBuffer.wrap(part.toByteArray()), next);
    }
}
