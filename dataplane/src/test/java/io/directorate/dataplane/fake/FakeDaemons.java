package io.directorate.dataplane.fake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The synchronisation daemons: {@code ip_vs_genl_new_daemon} and {@code start_sync_thread} of {@code net/netfilter/ipvs/}. */
final class FakeDaemons {
    private static final int MASTER = 1;
    private static final int BACKUP = 2;
    private static final byte[] DEFAULT_GROUP = {(byte) 224, 0, 0, 81};
    private static final int DEFAULT_PORT = 8848;

    final Map<String, Integer> interfaceMtus = new HashMap<>(Map.of("lo", 65536, "eth0", 1500));
    private @Nullable Daemon master;
    private @Nullable Daemon backup;

    /** A running daemon, nothing left open. */
    record Daemon(int state, String name, long syncId, int maxLength, List<Byte> group, int port, int ttl) {}

    boolean anyRuns() {
        return master != null || backup != null;
    }

    List<Daemon> running() {
        List<Daemon> running = new ArrayList<>();
        if (master != null) {
            running.add(master);
        }
        if (backup != null) {
            running.add(backup);
        }
        return running;
    }

    void start(In request, boolean mixedFamilies) throws FakeErrno {
        In in = request.nest(3).orElseThrow(() -> new FakeErrno(FakeErrno.EINVAL));
        if (!in.has(1) || !in.has(2) || !in.has(3)) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        String name = in.string(2, 15);
        byte[] group = group(in);
        if (mixedFamilies) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        Integer mtu = interfaceMtus.get(name);
        if (mtu == null) {
            throw new FakeErrno(FakeErrno.ENODEV);
        }
        int state = in.s32(1);
        Daemon daemon = new Daemon(
                state,
                name,
                in.u32(3),
                maxLength(in.has(4) ? in.u16(4) : 0, state, mtu, group.length == 4 ? 28 : 48),
                boxed(group),
                in.has(7) && in.u16(7) != 0 ? in.u16(7) : DEFAULT_PORT,
                in.has(8) && in.u8(8) != 0 ? in.u8(8) : 1);
        if (state == MASTER && master == null) {
            master = daemon;
        } else if (state == BACKUP && backup == null) {
            backup = daemon;
        } else {
            throw new FakeErrno(state == MASTER || state == BACKUP ? FakeErrno.EEXIST : FakeErrno.EINVAL);
        }
    }

    private static List<Byte> boxed(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>();
        for (byte b : bytes) {
            boxed.add(b);
        }
        return boxed;
    }

    private static byte[] group(In in) throws FakeErrno {
        boolean ipv4 = in.has(5);
        if (!ipv4 && !in.has(6)) {
            return DEFAULT_GROUP.clone();
        }
        byte[] group = ipv4 ? in.binary(5, 4) : in.binary(6, 16);
        boolean multicast = ipv4 ? (group[0] & 0xf0) == 0xe0 : (group[0] & 0xff) == 0xff;
        if (!multicast) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        return Arrays.copyOf(group, group.length);
    }

    private static int maxLength(int asked, int state, int mtu, int headers) {
        boolean isBackup = state == BACKUP;
        if (asked == 0) {
            return (isBackup ? Math.min(Math.max(mtu, 1500), 65535) : 1500) - headers;
        }
        return Math.min(Math.max(asked, isBackup ? 1024 : 1), 65535 - headers);
    }

    void stop(In request) throws FakeErrno {
        In in = request.nest(3).orElseThrow(() -> new FakeErrno(FakeErrno.EINVAL));
        int state = in.s32(1);
        if (state != MASTER && state != BACKUP) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        if ((state == MASTER ? master : backup) == null) {
            throw new FakeErrno(FakeErrno.ESRCH);
        }
        if (state == MASTER) {
            master = null;
        } else {
            backup = null;
        }
    }
}
