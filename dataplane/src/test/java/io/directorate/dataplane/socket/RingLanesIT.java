package io.directorate.dataplane.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.NetlinkLanes;
import io.directorate.dataplane.netlink.NetlinkTrace;
import io.directorate.dataplane.netlink.ParallelDumps;
import io.directorate.dataplane.netlink.ReceivedMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dumps of this machine's kernel, many at once; needs no privilege. */
class RingLanesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int MORE_THAN_LANES = 3 * RingLanes.LANES + 5;

    @Test
    void givesTheSameTablesAsOneDumpAfterTheOther() {
        Message families =
                controller().message("families", CTRL_CMD_GETFAMILY, 0).build();
        givesTheSameTables(families, lanes());
        givesTheSameTables(families, RingLanes.withoutRing(NetlinkProtocol.GENERIC));
    }

    private static void givesTheSameTables(Message families, NetlinkLanes lanes) {
        List<String> expected = plainDump(families);
        assertThat(expected).contains("nlctrl");
        try (ParallelDumps dumps = new ParallelDumps(lanes, TIMEOUT, NetlinkTrace.OFF)) {
            for (int round = 0; round < 3; round++) {
                List<List<String>> tables =
                        dumps.dump(Collections.nCopies(MORE_THAN_LANES, families), index -> RingLanesIT::familyName);

                assertThat(tables)
                        .hasSize(MORE_THAN_LANES)
                        .allSatisfy(table -> assertThat(table).isEqualTo(expected));
            }
        }
    }

    @Test
    void showsTheErrorOfADumpAndGoesOn() {
        Message families =
                controller().message("families", CTRL_CMD_GETFAMILY, 0).build();
        Message unknown = controller().message("no such command", 99, 0).build();
        try (ParallelDumps dumps = new ParallelDumps(lanes(), TIMEOUT, NetlinkTrace.OFF)) {
            NetlinkException error = catchThrowableOfType(
                    NetlinkException.class,
                    () -> dumps.dump(List.of(families, unknown, families), index -> RingLanesIT::familyName));

            assertThat(error.errnoName()).isEqualTo("EOPNOTSUPP");
            assertThat(error).hasMessageContaining("no such command");
            List<List<String>> again =
                    dumps.dump(Collections.nCopies(RingLanes.LANES, families), index -> RingLanesIT::familyName);
            assertThat(again).allSatisfy(table -> assertThat(table).contains("nlctrl"));
        }
    }

    @Test
    void aLaneIsAnOrdinarySocketToo() {
        try (NetlinkLanes lanes = lanes()) {
            NetlinkConnection connection = new NetlinkConnection(lanes.lane(0), TIMEOUT);

            assertThat(GenericNetlink.resolve(connection, "nlctrl").id()).isEqualTo(0x10);
            lanes.close();
            NetlinkException error =
                    catchThrowableOfType(NetlinkException.class, () -> GenericNetlink.resolve(connection, "nlctrl"));
            assertThat(error.errnoName()).isEqualTo("EBADF");
        }
    }

    /** With io_uring where the machine allows it; else the lanes as they are without. */
    private static NetlinkLanes lanes() {
        return RingLanes.open(NetlinkProtocol.GENERIC).orElseGet(() -> RingLanes.withoutRing(NetlinkProtocol.GENERIC));
    }

    private static GenericFamily controller() {
        return new GenericFamily("nlctrl", 0x10, 2, 0, 10);
    }

    private static List<String> plainDump(Message message) {
        try (NetlinkConnection connection =
                new NetlinkConnection(LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC), TIMEOUT)) {
            return connection.dump(message, RingLanesIT::familyName);
        }
    }

    private static String familyName(ReceivedMessage message) {
        AttributeReader in = message.attributes(GenericNetlink.HEADER_BYTES);
        while (in.next()) {
            if (in.type() == CTRL_ATTR_FAMILY_NAME) {
                return in.string(GenericNetlink.MAX_NAME_BYTES);
            }
        }
        throw new AssertionError("a family without a name");
    }
}
