package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneCpuTest {
    @Test
    void readsTheKernelsList() {
        assertThat(OneCpu.cpus("0")).containsExactly(0);
        assertThat(OneCpu.cpus("0-3,8,10-11")).containsExactly(0, 1, 2, 3, 8, 10, 11);
    }

    @Test
    void takesTurnsAndLeavesASingleCpuAlone() {
        assertThat(OneCpu.words(List.of(4), 7)).isEmpty();
        assertThat(OneCpu.words(List.of(2, 5), 0)).endsWith("-c", "2");
        assertThat(OneCpu.words(List.of(2, 5), 3)).endsWith("-c", "5");
    }
}
