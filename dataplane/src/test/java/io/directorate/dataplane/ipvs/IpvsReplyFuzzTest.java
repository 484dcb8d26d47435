package io.directorate.dataplane.ipvs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkTimeoutException;
import io.directorate.dataplane.netlink.NetlinkTransport;
import io.directorate.events.model.ServiceKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whatever the kernel answers: a value that can be shown, or a {@link DataplaneException}, nothing else. */
class IpvsReplyFuzzTest {
    private static final int FAMILY = 28;
    private static final int DONE = 3;
    private static final int HEADER = 16;
    private static final int PORT = 77;
    private static final ServiceKey KEY = ServiceKey.parse("tcp:192.0.2.1:80");

    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyAnswer(byte[] payload) {
        KernelDataplane dataplane = new KernelDataplane(
                new GenericFamily("IPVS", FAMILY, 1, 0, 6),
                new NetlinkConnection(new Answering(payload), Duration.ofSeconds(1)),
                Path.of("/nonexistent"));
        tryTo(() -> show(dataplane.snapshot()));
        tryTo(() -> dataplane.read().list().forEach(IpvsReplyFuzzTest::show));
        tryTo(() -> dataplane.snapshotOf(KEY).ifPresent(IpvsReplyFuzzTest::show));
        tryTo(() -> dataplane.readService(KEY).ifPresent(IpvsReplyFuzzTest::show));
        tryTo(() -> dataplane.daemons().forEach(daemon -> daemon.describe()));
        tryTo(() -> dataplane.timeouts().toTimeouts());
        tryTo(dataplane::info);
        tryTo(() -> dataplane.apply(List.of(new DataplaneChange.DeleteService(KEY), new DataplaneChange.Flush())));
    }

    private static void show(IpvsSnapshot snapshot) {
        snapshot.table().list().forEach(IpvsReplyFuzzTest::show);
        snapshot.table().foreign().forEach(foreign -> foreign.describe());
        if (snapshot.statistics().toString().isEmpty()) {
            throw new AssertionError("statistics without a text");
        }
    }

    private static void show(TableService service) {
        service.service();
        service.describe();
        service.servers().forEach(server -> {
            server.server();
            server.describe();
        });
    }

    private static void tryTo(Runnable work) {
        try {
            work.run();
        } catch (DataplaneException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("an error without a text", expected);
            }
        }
    }

    /** Answers every request with the same payload in a message of the family, and then the end: of a dump, or an acknowledgement. */
    private static final class Answering implements NetlinkTransport {
        private static final int DUMP = 0x300;
        private static final int ERROR = 2;

        private final byte[] payload;
        private int sequence;
        private boolean dump;
        private int next;

        Answering(byte[] payload) {
            this.payload = payload;
        }

        @Override
        public void send(ByteBuffer datagram) {
            ByteBuffer in = datagram.duplicate().order(ByteOrder.nativeOrder());
            int at = in.position();
            dump = (in.getShort(at + 6) & DUMP) == DUMP;
            while (at < in.limit()) {
                sequence = in.getInt(at + 8);
                at += (in.getInt(at) + 3) & ~3;
            }
            datagram.position(datagram.limit());
            next = 0;
        }

        @Override
        public ByteBuffer receive(Duration timeout) {
            next++;
            return switch (next) {
                case 1 -> message(FAMILY, payload);
                case 2 -> message(dump ? DONE : ERROR, new byte[4 + HEADER]);
                default -> throw new NetlinkTimeoutException("fuzzed", sequence, timeout);
            };
        }

        private ByteBuffer message(int type, byte[] content) {
            return ByteBuffer.allocate(HEADER + content.length)
                    .order(ByteOrder.nativeOrder())
                    .putInt(HEADER + content.length)
                    .putShort((short) type)
                    .putShort((short) 0)
                    .putInt(sequence)
                    .putInt(PORT)
                    .put(content)
                    .flip();
        }

        @Override
        public int portId() {
            return PORT;
        }

        @Override
        public void close() {}
    }
}
