package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Run by {@link UmlGuestIT} inside the guest only. */
class InsideTheGuest {
    @Test
    void seesTheGuestsKernel() throws Exception {
        assertThat(Files.readString(Path.of("/proc/modules"))).contains("ip_vs ");
    }
}
