package io.directorate.dataplane.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code net/netfilter/ipvs/ip_vs_ctl.c} (Linux 6.1) does with a request: which attributes it asks for, in which order it checks, and
 * with which error it refuses.
 */
final class FakeIpvs {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    /** {@code IP_VS_CONN_F_FWD_MASK}. */
    private static final int METHOD_MASK = 7;
    /** {@code IP_VS_CONN_F_TUNNEL}. */
    private static final int TUNNEL = 2;
    /** {@code IP_VS_CONN_F_TUNNEL_TYPE_GUE}. */
    private static final int GUE = 1;
    /** Ticks a second; bounds time-outs. */
    private static final long HZ = 100;

    final List<FakeService> services = new ArrayList<>();
    final Set<String> schedulers = new HashSet<>(
            Set.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos"));
    final Set<String> engines = new HashSet<>(Set.of("sip"));
    final FakeDaemons daemons = new FakeDaemons();
    final long[] timeouts = {900, 120, 300};
    boolean hasIpv6 = true;

    void newService(In request) throws FakeErrno {
        FakeService wanted = parseService(request);
        Optional<FakeService> existing = find(wanted);
        Settings settings = Settings.parse(request.nest(1).orElseThrow(), existing);
        if (existing.isPresent()) {
            throw new FakeErrno(FakeErrno.EEXIST);
        }
        check(settings, wanted.family);
        settings.flags &= ~FakeService.HASHED;
        settings.to(wanted);
        services.add(0, wanted);
    }

    void setService(In request) throws FakeErrno {
        FakeService wanted = parseService(request);
        Optional<FakeService> existing = find(wanted);
        Settings settings = Settings.parse(request.nest(1).orElseThrow(), existing);
        FakeService service = existing.orElseThrow(() -> new FakeErrno(FakeErrno.ESRCH));
        check(settings, service.family);
        settings.to(service);
    }

    void deleteService(In request) throws FakeErrno {
        services.remove(existing(request));
    }

    FakeService existing(In request) throws FakeErrno {
        return find(parseService(request)).orElseThrow(() -> new FakeErrno(FakeErrno.ESRCH));
    }

    Optional<FakeService> find(FakeService wanted) {
        return services.stream().filter(wanted::is).findFirst();
    }

    /** {@code ip_vs_genl_parse_service}, the identifying part. */
    FakeService parseService(In request) throws FakeErrno {
        In in = request.nest(1).orElseThrow(() -> new FakeErrno(FakeErrno.EINVAL));
        boolean marked = in.has(5);
        boolean addressed = in.has(2) && in.has(3) && in.has(4);
        if (!in.has(1) || !(marked || addressed)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        int family = in.u16(1);
        requireFamily(family);
        long mark = marked ? in.u32(5) : 0;
        if (marked) {
            return new FakeService(family, 6, new byte[16], 0, mark);
        }
        return new FakeService(family, in.u16(2), in.binary(3, 16), in.be16(4), 0);
    }

    private void requireFamily(int family) throws FakeErrno {
        if (family != AF_INET && !(family == AF_INET6 && hasIpv6)) {
            throw new FakeErrno(FakeErrno.EAFNOSUPPORT);
        }
    }

    private void check(Settings settings, int family) throws FakeErrno {
        if (!settings.scheduler.equals("none") && !schedulers.contains(settings.scheduler)) {
            throw new FakeErrno(FakeErrno.ENOENT);
        }
        if (settings.engine.isPresent() && !engines.contains(settings.engine.get())) {
            throw new FakeErrno(FakeErrno.ENOENT);
        }
        if (family == AF_INET6 && (settings.netmask < 1 || settings.netmask > 128)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
    }

    void newServer(In request) throws FakeErrno {
        FakeService service = existing(request);
        FakeService.Server wanted = parseServer(request, service, true);
        requireReachable(service, wanted);
        requireRanges(wanted);
        if (service.servers.stream().anyMatch(wanted::is)) {
            throw new FakeErrno(FakeErrno.EEXIST);
        }
        if (!isUsable(wanted)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        service.servers.add(0, wanted);
    }

    void setServer(In request) throws FakeErrno {
        FakeService service = existing(request);
        FakeService.Server wanted = parseServer(request, service, true);
        requireReachable(service, wanted);
        requireRanges(wanted);
        FakeService.Server server = service.servers.stream()
                .filter(wanted::is)
                .findFirst()
                .orElseThrow(() -> new FakeErrno(FakeErrno.ENOENT));
        server.method = wanted.method;
        server.weight = wanted.weight;
        server.upperThreshold = wanted.upperThreshold;
        server.lowerThreshold = wanted.lowerThreshold;
        server.tunnelType = wanted.tunnelType;
        server.tunnelPort = wanted.tunnelPort;
        server.tunnelFlags = wanted.tunnelFlags;
    }

    void deleteServer(In request) throws FakeErrno {
        FakeService service = existing(request);
        FakeService.Server wanted = parseServer(request, service, false);
        if (!service.servers.removeIf(wanted::is)) {
            throw new FakeErrno(FakeErrno.ENOENT);
        }
    }

    /** {@code ip_vs_genl_parse_dest}. */
    private FakeService.Server parseServer(In request, FakeService service, boolean full) throws FakeErrno {
        In in = request.nest(2).orElseThrow(() -> new FakeErrno(FakeErrno.EINVAL));
        if (!in.has(1) || !in.has(2)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        int family = in.has(11) ? in.u16(11) : 0;
        FakeService.Server server =
                new FakeService.Server(family == 0 ? service.family : family, in.binary(1, 16), in.be16(2));
        if (full) {
            server.method = in.s32(3) & METHOD_MASK;
            server.weight = in.s32(4);
            server.upperThreshold = in.u32(5);
            server.lowerThreshold = in.u32(6);
            server.tunnelType = in.has(13) ? in.u8(13) : 0;
            server.tunnelPort = in.has(14) ? in.be16(14) : 0;
            server.tunnelFlags = in.has(15) ? in.u16(15) : 0;
        }
        requireFamily(server.family);
        return server;
    }

    private void requireReachable(FakeService service, FakeService.Server server) throws FakeErrno {
        if (server.family != service.family && (daemons.anyRuns() || server.method != TUNNEL)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
    }

    private static void requireRanges(FakeService.Server server) throws FakeErrno {
        if (server.weight < 0 || server.lowerThreshold > server.upperThreshold) {
            throw new FakeErrno(FakeErrno.ERANGE);
        }
        if (server.upperThreshold > Integer.MAX_VALUE || (server.tunnelType == GUE && server.tunnelPort == 0)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
    }

    /** {@code ip_vs_new_dest}: unicast, and IPv6 not link-local. */
    private static boolean isUsable(FakeService.Server server) {
        byte[] a = server.address;
        if (server.family == AF_INET) {
            int word = ByteBuffer.wrap(a).getInt(0);
            return word != 0 && word != -1 && (a[0] & 0xf0) != 0xe0;
        }
        boolean any = true;
        for (byte b : a) {
            any &= b == 0;
        }
        boolean linkLocal = (a[0] & 0xff) == 0xfe && (a[1] & 0xc0) == 0x80;
        return !any && !linkLocal && (a[0] & 0xff) != 0xff;
    }

    boolean hasMixedFamilies() {
        return services.stream().anyMatch(s -> s.servers.stream().anyMatch(server -> server.family != s.family));
    }

    /** {@code ip_vs_set_timeout}: 0 leaves a time as it is. */
    void setTimeouts(In request) throws FakeErrno {
        long[] wanted = timeouts.clone();
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = request.has(4 + i) ? request.u32(4 + i) : wanted[i];
            if (wanted[i] > Integer.MAX_VALUE / HZ) {
                throw new FakeErrno(FakeErrno.EINVAL);
            }
        }
        for (int i = 0; i < wanted.length; i++) {
            timeouts[i] = wanted[i] == 0 ? timeouts[i] : wanted[i];
        }
    }

    void zero(In request) throws FakeErrno {
        List<FakeService> zeroed = request.has(1) ? List.of(existing(request)) : services;
        for (FakeService service : zeroed) {
            service.counters.zero();
            service.servers.forEach(server -> server.counters.zero());
        }
    }

    /** The part of a service that an edit replaces. */
    private static final class Settings {
        private String scheduler = "";
        private Optional<String> engine = Optional.empty();
        private int flags;
        private long timeoutSeconds;
        private int netmask;

        static Settings parse(In in, Optional<FakeService> existing) throws FakeErrno {
            if (!in.has(6) || !in.has(7) || !in.has(8) || !in.has(9)) {
                throw new FakeErrno(FakeErrno.EINVAL);
            }
            Settings settings = new Settings();
            byte[] flags = in.binary(7, 8);
            ByteBuffer words = ByteBuffer.wrap(flags).order(ByteOrder.nativeOrder());
            int mask = words.getInt(4);
            int before = existing.map(service -> service.flags).orElse(0);
            settings.flags = (before & ~mask) | (words.getInt(0) & mask);
            settings.scheduler = in.string(6, 15);
            settings.engine =
                    in.has(11) ? Optional.of(in.string(11, 16)).filter(name -> !name.isEmpty()) : Optional.empty();
            settings.timeoutSeconds = in.u32(8);
            settings.netmask = in.s32(9);
            return settings;
        }

        void to(FakeService service) {
            service.scheduler = scheduler;
            service.engine = engine;
            service.flags = flags | FakeService.HASHED;
            service.timeoutSeconds = (timeoutSeconds * HZ & 0xffffffffL) / HZ;
            service.netmask = netmask;
        }
    }
}
