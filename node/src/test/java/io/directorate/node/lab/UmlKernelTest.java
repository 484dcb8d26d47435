package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UmlKernelTest {
    @TempDir
    private Path folder;

    @Test
    void findsKernelAndModules() throws Exception {
        Path program = Files.createDirectories(folder.resolve("usr/bin")).resolve("linux.uml");
        assertThat(Files.createFile(program).toFile().setExecutable(true)).isTrue();
        Path modules = Files.createDirectories(folder.resolve("usr/lib/uml/modules/6.1.176"));
        Files.createFile(modules.resolve("modules.dep"));

        UmlKernel kernel = UmlKernel.in(folder);

        assertThat(kernel).isEqualTo(new UmlKernel(program, modules));
        assertThat(kernel.release()).isEqualTo("6.1.176");
        JobFolder job = JobFolder.create(
                kernel, GuestOptions.defaults().withModules("dummy", "tun").withConnectionTableBits(16));
        try {
            assertThat(job.path().resolve("modroot/lib/modules/6.1.176/modules.dep"))
                    .exists();
            assertThat(job.path().resolve("bin/modprobe")).isExecutable();
            assertThat(Files.readAllLines(job.path().resolve("modules")))
                    .satisfiesExactly(
                            line -> assertThat(line).endsWith("modroot ip_vs conn_tab_bits=16"),
                            line -> assertThat(line).endsWith("modroot -a dummy tun"));
        } finally {
            job.remove();
        }
        assertThat(job.path()).doesNotExist();
        assertThat(modules.resolve("modules.dep")).exists();
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThatThrownBy(() -> UmlKernel.in(folder))
                .isInstanceOf(LabUnavailableException.class)
                .hasMessageContaining("linux.uml is not there")
                .hasMessageContaining(folder.toString());
        Path program = Files.createDirectories(folder.resolve("usr/bin")).resolve("linux.uml");
        assertThat(Files.createFile(program).toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> UmlKernel.in(folder)).hasMessageContaining("modules cannot be read");
        Files.createDirectories(folder.resolve("usr/lib/uml/modules/6.1.176"));
        assertThatThrownBy(() -> UmlKernel.in(folder)).hasMessageContaining("modules.dep");
    }
}
