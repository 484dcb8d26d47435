package io.directorate.dataplane.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The commands of the family: which there are, what they do, and how answers are written ({@code ip_vs_genl_fill_service} and others). */
final class FakeCommands {
    private static final int NEW_SERVICE = 1;
    private static final int SET_SERVICE = 2;
    private static final int DEL_SERVICE = 3;
    private static final int GET_SERVICE = 4;
    private static final int NEW_DEST = 5;
    private static final int SET_DEST = 6;
    private static final int DEL_DEST = 7;
    private static final int GET_DEST = 8;
    private static final int NEW_DAEMON = 9;
    private static final int DEL_DAEMON = 10;
    private static final int GET_DAEMON = 11;
    private static final int SET_CONFIG = 12;
    private static final int GET_CONFIG = 13;
    private static final int SET_INFO = 14;
    private static final int GET_INFO = 15;
    private static final int ZERO = 16;
    private static final int FLUSH = 17;
    private static final Set<Integer> DUMPS = Set.of(GET_SERVICE, GET_DEST, GET_DAEMON);
    private static final Set<Integer> ONLY_DUMPS = Set.of(GET_DEST, GET_DAEMON);
    private static final Set<Integer> READS = Set.of(GET_SERVICE, GET_DEST, GET_DAEMON, GET_CONFIG, GET_INFO);
    private static final int VERSION = 0x010201;
    private static final int TABLE_SIZE = 4096;

    private FakeCommands() {}

    static boolean changes(int command) {
        return !READS.contains(command);
    }

    static boolean allows(int command, boolean dump) {
        if (command < NEW_SERVICE || command > FLUSH || command == SET_INFO) {
            return false;
        }
        return dump ? DUMPS.contains(command) : !ONLY_DUMPS.contains(command);
    }

    static Optional<byte[]> carryOut(FakeIpvs ipvs, int command, In in, int sequence, int portId) throws FakeErrno {
        switch (command) {
            case NEW_SERVICE -> ipvs.newService(in);
            case SET_SERVICE -> ipvs.setService(in);
            case DEL_SERVICE -> ipvs.deleteService(in);
            case NEW_DEST -> ipvs.newServer(in);
            case SET_DEST -> ipvs.setServer(in);
            case DEL_DEST -> ipvs.deleteServer(in);
            case NEW_DAEMON -> ipvs.daemons.start(in, ipvs.hasMixedFamilies());
            case DEL_DAEMON -> ipvs.daemons.stop(in);
            case SET_CONFIG -> ipvs.setTimeouts(in);
            case ZERO -> ipvs.zero(in);
            case FLUSH -> ipvs.services.clear();
            default -> {
                return Optional.of(answer(ipvs, command, in, sequence, portId));
            }
        }
        return Optional.empty();
    }

    private static byte[] answer(FakeIpvs ipvs, int command, In in, int sequence, int portId) throws FakeErrno {
        if (command == GET_SERVICE) {
            return service(ipvs.existing(in), 0, sequence, portId);
        }
        Out out = Out.message(FakeKernel.FAMILY_ID, 0, sequence, portId);
        if (command == GET_INFO) {
            return out.generic(SET_INFO).u32(1, VERSION).u32(2, TABLE_SIZE).finish();
        }
        return out.generic(SET_CONFIG)
                .u32(4, ipvs.timeouts[0])
                .u32(5, ipvs.timeouts[1])
                .u32(6, ipvs.timeouts[2])
                .finish();
    }

    /** All entries of a dump, not written yet; none for a service that is not there, and for a request that cannot be read. */
    static List<Supplier<byte[]>> dump(FakeIpvs ipvs, byte[] request, int attributesAt, int sequence, int portId) {
        List<Supplier<byte[]>> entries = new ArrayList<>();
        int command = request[attributesAt - 4];
        if (command == GET_SERVICE) {
            ipvs.services.stream()
                    .filter(s -> s.mark == 0)
                    .forEach(s -> entries.add(() -> service(s, Out.NLM_F_MULTI, sequence, portId)));
            ipvs.services.stream()
                    .filter(s -> s.mark != 0)
                    .forEach(s -> entries.add(() -> service(s, Out.NLM_F_MULTI, sequence, portId)));
        } else if (command == GET_DAEMON) {
            ipvs.daemons.running().forEach(daemon -> entries.add(() -> daemon(daemon, sequence, portId)));
        } else {
            try {
                FakeService service = ipvs.existing(In.parse(request, attributesAt));
                service.servers.forEach(server -> entries.add(() -> server(server, sequence, portId)));
            } catch (FakeErrno e) {
                return List.of();
            }
        }
        return entries;
    }

    private static byte[] service(FakeService service, int flags, int sequence, int portId) {
        Out out = Out.message(FakeKernel.FAMILY_ID, flags, sequence, portId).generic(NEW_SERVICE);
        int nest = out.beginNest(1);
        out.u16(1, service.family);
        if (service.mark != 0) {
            out.u32(5, service.mark);
        } else {
            out.u16(2, service.protocol).bytes(3, service.address).be16(4, service.port);
        }
        out.string(6, service.scheduler);
        service.engine.ifPresent(name -> out.string(11, name));
        byte[] words = new byte[8];
        ByteBuffer.wrap(words)
                .order(ByteOrder.nativeOrder())
                .putInt(service.flags)
                .putInt(-1);
        out.bytes(7, words).u32(8, service.timeoutSeconds).u32(9, service.netmask);
        service.counters.narrow(out, 10);
        service.counters.wide(out, 12);
        return out.endNest(nest).finish();
    }

    private static byte[] server(FakeService.Server server, int sequence, int portId) {
        Out out = Out.message(FakeKernel.FAMILY_ID, Out.NLM_F_MULTI, sequence, portId)
                .generic(NEW_DEST);
        int nest = out.beginNest(2);
        out.bytes(1, server.address)
                .be16(2, server.port)
                .u32(3, server.method)
                .u32(4, server.weight)
                .u8(13, server.tunnelType)
                .be16(14, server.tunnelPort)
                .u16(15, server.tunnelFlags)
                .u32(5, server.upperThreshold)
                .u32(6, server.lowerThreshold)
                .u32(7, server.active)
                .u32(8, server.inactive)
                .u32(9, server.persistent)
                .u16(11, server.family);
        server.counters.narrow(out, 10);
        server.counters.wide(out, 12);
        return out.endNest(nest).finish();
    }

    private static byte[] daemon(FakeDaemons.Daemon daemon, int sequence, int portId) {
        Out out = Out.message(FakeKernel.FAMILY_ID, Out.NLM_F_MULTI, sequence, portId)
                .generic(NEW_DAEMON);
        int nest = out.beginNest(3);
        out.u32(1, daemon.state())
                .string(2, daemon.name())
                .u32(3, daemon.syncId())
                .u16(4, daemon.maxLength())
                .u16(7, daemon.port())
                .u8(8, daemon.ttl());
        byte[] group = new byte[daemon.group().size()];
        for (int i = 0; i < group.length; i++) {
            group[i] = daemon.group().get(i);
        }
        out.bytes(group.length == 4 ? 5 : 6, group);
        return out.endNest(nest).finish();
    }
}
