package io.directorate.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RuleSetTest {
    @Test
    void isTheSameTableInEachForm() {
        RuleSet rules = RuleSet.of(300, 3);
        assertThat(rules.rules()).isEqualTo(1200);
        assertThat(rules.ipvsadmSave().lines()).hasSize(1200).doesNotHaveDuplicates();
        assertThat(rules.declaration().split("\"server\":", -1)).hasSize(901);
        assertThat(rules.keepalivedConfiguration().split("real_server", -1)).hasSize(901);
        assertThat(rules.declaration()).contains("tcp:10.200.1.43:80").contains("10.1.2.43:8080");
        assertThat(rules.keepalivedConfiguration()).contains("virtual_server 10.200.1.43 80");
    }

    @Test
    void refusesSizesThatItsAddressesDoNotReach() {
        assertThatThrownBy(() -> RuleSet.of(16_001, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RuleSet.of(1, 201)).isInstanceOf(IllegalArgumentException.class);
    }
}
