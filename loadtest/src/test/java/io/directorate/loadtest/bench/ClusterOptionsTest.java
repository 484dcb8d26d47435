package io.directorate.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterOptionsTest {
    @Test
    void hasTheValuesThatItsHelpNames() {
        ClusterOptions options = ClusterOptions.parse(List.of());
        assertThat(options).isEqualTo(new ClusterOptions(1_000, 3, 300, 5, 3, 15, Optional.empty(), Optional.empty()));
        assertThat(ClusterOptions.HELP)
                .contains("(default 1000)", "(default 300)", "(default 15)", "(default 5)")
                .contains("--commits", "--repeats", "--changes", "--rounds", "--starts", "--idle", "--json", "--extra");
    }

    @Test
    void takesEachOption() {
        assertThat(ClusterOptions.parse(List.of(
                        "--rounds",
                        "20",
                        "--json",
                        "/tmp/x.json",
                        "--commits",
                        "100",
                        "--repeats",
                        "1",
                        "--changes",
                        "10",
                        "--starts",
                        "2",
                        "--idle",
                        "600",
                        "--extra",
                        "/tmp/more.yaml")))
                .isEqualTo(new ClusterOptions(
                        100,
                        1,
                        10,
                        20,
                        2,
                        600,
                        Optional.of(Path.of("/tmp/x.json")),
                        Optional.of(Path.of("/tmp/more.yaml"))));
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> ClusterOptions.parse(List.of("--round", "5"))).hasMessageContaining("'--round'");
        assertThatThrownBy(() -> ClusterOptions.parse(List.of("--rounds"))).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> ClusterOptions.parse(List.of("--rounds", "0")))
                .hasMessageContaining("must be a number from 1 to 1000");
        assertThatThrownBy(() -> ClusterOptions.parse(List.of("--commits", "-5")))
                .hasMessageContaining("--commits is '-5'");
        assertThatThrownBy(() -> ClusterOptions.parse(List.of("--commits", "99999999999")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
