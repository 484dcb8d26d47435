package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secret that all directors of a cluster share. */
class ClusterKeyFileTest {
    @TempDir
    private Path folder;

    private TestCluster cluster;

    @BeforeEach
    void makeCluster() throws PkiException {
        cluster = TestCluster.in(folder.resolve("pki"), "edge", Clock.systemUTC());
    }

    private Path issue(String director) throws PkiException {
        return cluster.issue(director, "127.0.0.1").files().chain().resolveSibling(ClusterKeyFile.NAME);
    }

    @Test
    void isTheSameForEveryDirectorAndSecret() throws Exception {
        Path one = issue("a");
        Path other = issue("b");
        assertThat(other).hasSameTextualContentAs(one);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                .isEqualTo("rw-------");
        Path identity = one.resolveSibling(".").normalize();
        assertThat(ClusterKeyFile.read(identity).mac(new byte[] {1}))
                .isEqualTo(ClusterKeyFile.read(other.resolveSibling(".").normalize())
                        .mac(new byte[] {1}));
    }

    @Test
    void isMadeForACaThatHasNoneYet() throws Exception {
        Path ofAuthority = folder.resolve("pki").resolve(ClusterKeyFile.NAME);
        Files.delete(ofAuthority);
        Path first = issue("a");
        assertThat(ofAuthority).hasSameTextualContentAs(first);
        assertThat(issue("b")).hasSameTextualContentAs(first);
        try (var left = Files.list(folder.resolve("pki"))) {
            assertThat(left.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("ca.crt", "ca.key", "cluster.key", "directors");
        }
    }

    @Test
    void isRefusedIfItIsNoneOrOpenToOthers() throws Exception {
        Path file = issue("a");
        Path identity = file.resolveSibling(".").normalize();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ClusterKeyFile.read(identity)).hasMessageContaining("chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (String wrong : new String[] {"", "abc", "zz".repeat(32), "00".repeat(31), "11".repeat(200)}) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> ClusterKeyFile.read(identity))
                    .isInstanceOf(PkiException.class)
                    .hasMessageContaining("64 hexadecimal digits");
        }
        Files.delete(file);
        assertThatThrownBy(() -> ClusterKeyFile.read(identity)).hasMessageContaining("directorate pki issue");
    }
}
