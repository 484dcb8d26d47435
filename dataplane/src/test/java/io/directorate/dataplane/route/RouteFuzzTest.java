package io.directorate.dataplane.route;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.dataplane.netlink.Datagrams;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.ReceivedMessage;

/** Whatever bytes an rtnetlink reply has: a value, nothing, or a {@link MalformedMessageException}. */
class RouteFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyReply(byte[] bytes) {
        try {
            Datagrams.read(bytes).forEach(RouteFuzzTest::decode);
        } catch (MalformedMessageException expected) {
            if (!String.valueOf(expected.getMessage()).contains("malformed")) {
                throw new AssertionError("an error that does not name the place", expected);
            }
        }
    }

    private static void decode(ReceivedMessage message) {
        switch (message.type() & ~3) {
            case RouteMessages.RTM_NEWLINK -> LinkCodec.decode(message);
            case RouteMessages.RTM_NEWADDR -> AddressCodec.decode(message);
            case RouteMessages.RTM_NEWROUTE -> RouteCodec.decode(message);
            case RouteMessages.RTM_NEWNEIGH -> NeighbourCodec.decode(message);
            case RouteMessages.RTM_NEWRULE -> RuleCodec.decode(message);
            default -> {}
        }
    }
}
