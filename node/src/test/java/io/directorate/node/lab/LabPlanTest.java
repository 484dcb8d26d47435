package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.node.lab.shell.HostShell;
import io.directorate.node.lab.shell.ShellCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabPlanTest {
    private final LabPlan plan = LabPlan.standard();

    @Test
    void givesEachNodeItsAddresses() {
        assertThat(plan.nodes()).containsExactly("client", "router", "director1", "server1", "server2", "server3");
        assertThat(plan.realServerAddress(2, IpFamily.V4)).isEqualTo("10.20.0.102");
        assertThat(plan.realServerAddress(2, IpFamily.V6)).isEqualTo("fd10:20::102");
        assertThat(plan.directorFront(1, IpFamily.V4)).isEqualTo("10.10.0.11");
        assertThat(plan.directorBack(1, IpFamily.V6)).isEqualTo("fd10:20::11");
        assertThat(LabPlan.vip(IpFamily.V4)).isEqualTo("10.10.0.100");
        assertThat(LabPlan.vip(IpFamily.V6, 7)).isEqualTo("fd10:10::107");
        assertThat(plan.withPrefix("x-").namespace("client")).isEqualTo("x-client");
    }

    @Test
    void refusesWhatIsNotInIt() {
        assertThatThrownBy(() -> plan.withDirectors(4)).hasMessageContaining("1 to 3");
        assertThatThrownBy(() -> plan.withRealServers(0)).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> plan.withPrefix("a b")).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> plan.withVips(List.of("1.2.3.4; x"), true)).hasMessageContaining("'1.2.3.4; x'");
        assertThatThrownBy(() -> plan.director(2)).hasMessageContaining("1 to 1");
        assertThatThrownBy(() -> plan.realServer(4)).hasMessageContaining("1 to 3");
        assertThatThrownBy(() -> LabPlan.vip(IpFamily.V4, 100)).hasMessageContaining("0 to 99");
    }

    @Test
    void scriptsAreProperBash() {
        for (String script : List.of(TopologyScript.build(plan, "/run/x"), TopologyScript.remove(plan, "/run/x"))) {
            assertThat(new HostShell()
                            .run(ShellCommand.of("bash", "-n").withInput(script))
                            .errors())
                    .isEmpty();
        }
    }

    @Test
    void onlyWhatWasAskedForIsMade() {
        assertThat(TopologyScript.build(plan.withTunnels(false, false), "/run/x"))
                .doesNotContain("modprobe", "ipip", "fou");
        assertThat(TopologyScript.build(plan.withTunnels(true, true), "/run/x")).contains("gre-in", "icsum");
        assertThat(TopologyScript.build(plan.withVips(List.of("10.10.0.150"), false), "/run/x"))
                .contains("address add 10.10.0.150/32 dev lo")
                .doesNotContain("address add 10.10.0.150/32 dev front");
    }
}
