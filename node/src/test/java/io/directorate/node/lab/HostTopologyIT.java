package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.directorate.node.kernel.KernelGuests;
import io.directorate.node.lab.shell.HostShell;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same network in namespaces of this host, for what needs no IPVS. */
class HostTopologyIT {
    private final HostShell host = new HostShell();

    @Test
    void standsBesideOthersAndGoesWithoutATrace() {
        assumeTrue(
                host.run("unshare", "--net", "true").exitStatus() == 0,
                "Not run: this user may not make network namespaces");
        KernelGuests.supply();
        String unique = "lab" + ProcessHandle.current().pid() + "-";
        LabPlan plan =
                LabPlan.standard().withRealServers(2).withTunnels(false, false).withPrefix(unique);
        try (LabTopology lab = LabTopology.build(host, plan)) {
            for (IpFamily family : IpFamily.values()) {
                TrafficReport seen = lab.http(LabPlan.vip(family), 80, 1);
                assertThat(seen.answered()).as("nobody forwards yet").isZero();
                String direct = plan.realServerAddress(2, family);
                String url = family == IpFamily.V6 ? "http://[" + direct + "]/" : "http://" + direct + "/";
                assertThat(lab.in("server1").run("curl", "-sg", "-m", "10", url).output())
                        .isEqualTo("server2 " + plan.realServerAddress(1, family) + "\n");
                assertThat(lab.director()
                                .run(ShellCommand.of("curl", "-sg", "-m", "10", url))
                                .output())
                        .startsWith("server2 ");
            }
        }
        assertThat(host.bash("ip netns list")).doesNotContain(unique);
        assertThat(Path.of("/run/directorate-lab/" + unique)).doesNotExist();
    }

    @Test
    void whatWasMadeIsRemovedWhenAStepFails() {
        assumeTrue(
                host.run("unshare", "--net", "true").exitStatus() == 0,
                "Not run: this user may not make network namespaces");
        KernelGuests.supply();
        String unique = "bad" + ProcessHandle.current().pid() + "-";
        // 999.1.1.1 passes as digits and dots; ip refuses it when half of the network stands.
        LabPlan plan = LabPlan.standard()
                .withTunnels(false, false)
                .withVips(List.of("999.1.1.1"), true)
                .withPrefix(unique);

        assertThatThrownBy(() -> LabTopology.build(host, plan))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("999.1.1.1");

        assertThat(host.bash("ip netns list")).doesNotContain(unique);
        assertThat(Files.exists(Path.of("/run/directorate-lab/" + unique))).isFalse();
    }
}
