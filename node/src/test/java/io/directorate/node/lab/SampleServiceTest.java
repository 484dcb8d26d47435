package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.codec.ConfigurationCodec;
import io.directorate.events.service.Command;
import io.directorate.node.config.YamlDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleServiceTest {
    private final List<SampleService> all = SampleService.all(LabPlan.standard());

    @Test
    void holdsEachMethodWithEachFamilyOnAnAddressOfItsOwn() {
        assertThat(all).hasSize(12);
        assertThat(Set.copyOf(SampleService.vips())).hasSize(12);
        assertThat(all.get(0).rules()).isEqualTo("""
                        -A -t 10.10.0.100:80 -s wrr
                        -a -t 10.10.0.100:80 -r 10.20.0.101:8080 -m -w 1
                        -a -t 10.10.0.100:80 -r 10.20.0.102:8080 -m -w 2
                        -a -t 10.10.0.100:80 -r 10.20.0.103:8080 -m -w 3
                        """);
        assertThat(all.get(7).rules())
                .contains("-a -t [fd10:10::103]:80 -r [fd10:20::101]:80 -i --tun-type gue --tun-port 6080 -w 1\n");
    }

    @Test
    void isADeclarationThatApplyTakes() throws Exception {
        String yaml = SampleDeclaration.yaml(LabPlan.standard(), all);

        assertThat(yaml).contains("  - {server: \"[fd10:20::103]:80\", weight: 3, method: tun, tunnel: {type: gre}}\n");
        Command.ApplyConfiguration read =
                ConfigurationCodec.fromTree(YamlDocument.parse("sample", yaml.getBytes(StandardCharsets.UTF_8))
                        .root());
        assertThat(read.services()).hasSize(12);
        assertThat(read.groups()).hasSize(1);
    }

    @Test
    void theLauncherStandsBesideTheBuild() {
        assertThat(LauncherDirector.launcherOfThisInstallation())
                .hasValueSatisfying(path -> assertThat(path).isExecutable().endsWith(Path.of("node/bin/directorate")));
    }
}
