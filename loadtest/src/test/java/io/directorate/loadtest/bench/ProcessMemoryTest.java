package io.directorate.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void readsWhatTheKernelTells() throws IOException {
        String status =
                "Name:\tjava\nVmPeak:\t 9999999 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nRssAnon:\t 1 kB\n";
        assertThat(ProcessMemory.parse(status, "/usr/bin/java\0-Xmx512m\0-cp\0a.jar\0-XX:+UseSerialGC\0Main\0run\0"))
                .isEqualTo(new ProcessMemory(100L << 20, 200L << 20, "-Xmx512m -XX:+UseSerialGC"));
    }

    @Test
    void saysThatAProcessHasEnded() {
        // What is left of a process until its parent has asked for its status.
        assertThatThrownBy(() -> ProcessMemory.parse("Name:\tjava\nState:\tZ (zombie)\n", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void readsItsOwn() throws IOException {
        ProcessMemory own = ProcessMemory.of(ProcessHandle.current().pid());
        assertThat(own.residentBytes()).isPositive();
        assertThat(own.peakBytes()).isGreaterThanOrEqualTo(own.residentBytes() / 2);
    }
}
