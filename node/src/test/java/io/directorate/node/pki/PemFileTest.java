package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemFileTest {
    private static PemFile parse(String text) throws PkiException {
        return PemFile.parse("x.pem", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsBlocksWithTextBetweenThem() throws PkiException {
        PemFile file = parse("Certificate:\r\n  of somebody\n-----BEGIN A B-----\r\nAAEC\nAwQ=\n-----END A B-----\n\n"
                + PemFile.format("C", new byte[] {5}));
        assertThat(file.blocks()).extracting(PemFile.Block::label).containsExactly("A B", "C");
        assertThat(file.blocks().get(0).content()).containsExactly(0, 1, 2, 3, 4);
        assertThat(file.blocks().get(1).content()).containsExactly(5);
        assertThat(file.place(file.blocks().get(1))).isEqualTo("x.pem:8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | x.pem is empty",
                "garbage | x.pem holds no PEM block",
                "'-----BEGIN A-----;AAEC' | x.pem:1: block A has no end: the file is torn",
                "'-----BEGIN A-----;AA' | x.pem:1: block A has no end",
                "'text;-----BEGIN A-----;AAEC;-----BEGIN A-----;AAEC;-----END A-----' | x.pem:4: this is no line of Base64",
                "'-----BEGIN A-----;A*EC;-----END A-----' | x.pem:2: this is no line of Base64",
                "'-----BEGIN A-----;AAECA;-----END A-----' | x.pem:1: block A is damaged",
                "'-----BEGIN A-----;-----END A-----' | x.pem:1: block A is empty",
                "'-----BEGIN A-----;AAEC;-----END B-----' | x.pem:3: this is no line of Base64",
                "'-----END A-----' | x.pem:1: a line of dashes that begins no block",
                "'-----BEGIN a-----;AAEC;-----END a-----' | x.pem:1: a line of dashes that begins no block",
                "'-----BEGIN RSA PRIVATE KEY-----;Proc-Type: 4,ENCRYPTED' | x.pem:2: the key is encrypted"
            })
    void refusesWhatIsTornOrDamagedWithTheLine(String lines, String message) {
        assertThatThrownBy(() -> parse(lines.replace(';', '\n')))
                .isInstanceOf(PkiException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesWhatCannotBeRead(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> PemFile.read(folder.resolve("none"))).hasMessage(folder + "/none is not there");
        assertThatThrownBy(() -> PemFile.read(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> PemFile.read(Path.of("/dev/zero"))).hasMessageContaining("is not a regular file");
        Path large = Files.write(folder.resolve("large"), new byte[PemFile.MAX_BYTES + 1]);
        assertThatThrownBy(() -> PemFile.read(large)).hasMessageContaining("is larger than");
    }
}
