package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestOptionsTest {
    private final GuestOptions options = GuestOptions.defaults();

    @Test
    void changesOneThingAtATime() {
        GuestOptions changed = options.withMemory(64)
                .withTimeLimit(Duration.ofSeconds(5))
                .withBootTimeLimit(Duration.ofSeconds(6))
                .withConnectionTableBits(20)
                .withModules("dummy")
                .withInterface("eth0", "tap1", "02:00:00:00:00:01")
                .inHostNamespace("lab")
                .withDirectory(Path.of("/x"));

        assertThat(changed)
                .isEqualTo(new GuestOptions(
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        20,
                        List.of("ip_vs", "dummy"),
                        List.of("eth0=tuntap,tap1,02:00:00:00:00:01"),
                        "lab",
                        Path.of("/x"),
                        options.programs()));
    }

    @Test
    void refusesWhatTheKernelWouldNotTake() {
        assertThatThrownBy(() -> options.withMemory(63)).hasMessageContaining("63");
        assertThatThrownBy(() -> options.withTimeLimit(Duration.ofMillis(999)))
                .hasMessageContaining("at least a second");
        assertThatThrownBy(() -> options.withBootTimeLimit(Duration.ZERO)).hasMessageContaining("at least a second");
        assertThatThrownBy(() -> options.withConnectionTableBits(21)).hasMessageContaining("8 to 20");
        assertThatThrownBy(() -> options.withModules("a;b")).hasMessageContaining("'a;b'");
        assertThatThrownBy(() -> options.withKernelArguments("two words")).hasMessageContaining("'two words'");
        assertThatThrownBy(() -> options.inHostNamespace("../x")).hasMessageContaining("'../x'");
        assertThatThrownBy(() -> options.withDirectory(Path.of("x"))).hasMessageContaining("absolute");
    }
}
