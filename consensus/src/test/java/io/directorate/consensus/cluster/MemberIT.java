package io.directorate.consensus.cluster;

import static io.directorate.consensus.cluster.TestMembers.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogEndpoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members that come and go, and addresses. */
@Tag("slow")
class MemberIT {
    private static MemberSettings settings(String name, LogEndpoint endpoint, List<LogEndpoint> others) {
        return new MemberSettings("members", name, endpoint, others, TestMembers.KEY, List.of());
    }

    private static void awaitSize(HazelcastMember member, int size) {
        await(() -> member.members().size() == size, () -> member.state().toString());
    }

    @Test
    void whoIsNamedLaterIsLetInAndWhoIsNamedNoLongerIsKeptOut() {
        LogEndpoint first = TestMembers.free("127.0.0.1");
        LogEndpoint second = TestMembers.free("127.0.0.2");
        List<LogEndpoint> both = List.of(first, second);
        try (HazelcastMember old = HazelcastMember.start(settings("old", first, List.of(first)))) {
            awaitSize(old, 1);
            try (HazelcastMember young = HazelcastMember.start(settings("young", second, both))) {
                awaitSize(young, 1);
                assertThat(old.counters().refusedAddress()).isPositive();
                old.others(both);
                awaitSize(old, 2);
                awaitSize(young, 2);
                assertThat(old.members().stream().map(ClusterMember::name)).containsExactlyInAnyOrder("old", "young");
                assertThat(old.members().stream().map(ClusterMember::endpoint))
                        .containsExactlyInAnyOrderElementsOf(both);
            }
            awaitSize(old, 1);
            old.others(List.of(first));
            long refused = old.counters().refusedAddress();
            try (HazelcastMember again = HazelcastMember.start(settings("young", second, both))) {
                await(() -> old.counters().refusedAddress() > refused, () -> "it never tried");
                awaitSize(again, 1);
                assertThat(old.members()).hasSize(1);
            }
        }
    }

    @Test
    void membersFindEachOtherOverIpv6() throws Exception {
        LogEndpoint first = TestMembers.free("::1");
        LogEndpoint second = TestMembers.free("::1");
        List<LogEndpoint> both = List.of(first, second);
        try (HazelcastMember one = HazelcastMember.start(settings("one", first, both));
                HazelcastMember two = HazelcastMember.start(settings("two", second, both))) {
            awaitSize(one, 2);
            awaitSize(two, 2);
            one.ring("any").addAll(List.of(new byte[] {1}));
            assertThat(two.ring("any").read(0, 1, 10_000).items()).containsExactly(new byte[] {1});
        }
    }

    @Test
    void aPortThatIsTakenIsTriedAgain() throws Exception {
        LogEndpoint here = TestMembers.free("127.0.0.1");
        try (ServerSocket taken = new ServerSocket(here.port(), 1, InetAddress.getByName(here.host()))) {
            try (HazelcastMember member = HazelcastMember.start(settings("one", here, List.of(here)))) {
                await(
                        () -> member.state().phase() == MemberState.Phase.GONE,
                        () -> member.state().toString());
                assertThat(member.state().problem().orElse("")).contains(here.toString());
                taken.close();
                awaitSize(member, 1);
                assertThat(member.counters().starts()).isGreaterThan(1);
            }
        }
    }
}
