package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficReportTest {
    @Test
    void countsAnswersByRealServerAndKeepsTheFirstFailure() {
        TrafficReport report = TrafficReport.parse(List.of(
                "server1 10.10.0.1",
                "= 0 200 ",
                "= 28 000 Connection timed out",
                "server2 10.20.0.11",
                "= 0 200 ",
                "server1 10.10.0.1",
                "= 0 200 ",
                "server1 10.10.0.1",
                "= 18 200 transfer closed",
                "<html>odd page</html>",
                "= 0 502 "));

        assertThat(report)
                .isEqualTo(new TrafficReport(
                        Map.of("server1", 2, "server2", 1),
                        Set.of("10.10.0.1", "10.20.0.11"),
                        3,
                        "28 000 Connection timed out"));
        assertThat(report.requests()).isEqualTo(6);
        assertThat(report.answered()).isEqualTo(3);
        assertThat(report.answeredBy("server3")).isZero();
    }

    @Test
    void noOutputIsNoTraffic() {
        assertThat(TrafficReport.parse(List.of()).requests()).isZero();
    }

    @Test
    void sharesAreJudgedExactly() {
        SampleService service = SampleService.all(LabPlan.standard()).get(0);

        assertThat(KernelLab.byShares(service, seen(5, 10, 15, 0))).isTrue();
        assertThat(KernelLab.byShares(service, seen(5, 11, 14, 0))).isFalse();
        assertThat(KernelLab.byShares(service, seen(5, 10, 15, 1))).isFalse();
        assertThat(KernelLab.byShares(service, seen(0, 0, 30, 0))).isFalse();
    }

    private static TrafficReport seen(int one, int two, int three, int failed) {
        return new TrafficReport(Map.of("server1", one, "server2", two, "server3", three), Set.of(), failed, "");
    }
}
