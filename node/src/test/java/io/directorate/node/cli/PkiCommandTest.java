package io.directorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.directorate.node.pki.IdentityFiles;
import io.directorate.node.pki.NodeIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return DirectorateCommand.line(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private String pki() {
        return folder.resolve("pki").toString();
    }

    @Test
    void makesACaAndADirectorAndSaysWhatWasWritten() throws Exception {
        assertThat(run("pki", "init", "--dir", pki(), "--cluster", "prod")).isZero();
        assertThat(out.toString()).contains("CA of cluster prod", pki() + "/ca.crt", pki() + "/ca.key", "mode 0600");
        assertThat(run(
                        "pki",
                        "issue",
                        "--dir",
                        pki(),
                        "--director",
                        "a",
                        "--address",
                        "192.0.2.1",
                        "--address",
                        "2001:db8::1"))
                .isZero();
        Path current = folder.resolve("pki/directors/a/current");
        assertThat(out.toString())
                .contains("director a of cluster prod, holds until", "addresses: 192.0.2.1, 2001:db8::1")
                .contains(current + "/director.crt", current + "/director.key", current + "/ca.crt");
        assertThat(err.toString()).isEmpty();
        assertThat(NodeIdentity.load(IdentityFiles.in(current), Clock.systemUTC())
                        .id()
                        .director())
                .isEqualTo("a");
        assertThat(run("pki", "issue", "--dir", pki(), "--director", "a")).isZero();
        assertThat(out.toString())
                .contains("192.0.2.1", "the identity until now stays in " + folder + "/pki/directors/a/2");
    }

    @Test
    void writesWhereItIsToldAndWarnsOfAMissingAddress() {
        assertThat(run("pki", "init", "--dir", pki())).isZero();
        Path other = folder.resolve("else/where");
        assertThat(run("pki", "issue", "--dir", pki(), "--director", "a", "--out", other.toString(), "--days", "5"))
                .isZero();
        assertThat(other.resolve("current/director.key")).isRegularFile();
        assertThat(folder.resolve("pki/directors")).doesNotExist();
        assertThat(err.toString()).contains("there is no --address in it");
    }

    @Test
    void showsWhoUntilWhenAndForWhat() throws Exception {
        run("pki", "init", "--dir", pki(), "--cluster", "prod");
        run(
                "pki",
                "issue",
                "--dir",
                pki(),
                "--director",
                "a",
                "--address",
                "::1",
                "--address",
                "x.example",
                "--days",
                "20");
        String file = pki() + "/directors/a/current/director.crt";
        assertThat(run("pki", "show", file)).isZero();
        assertThat(out.toString())
                .containsPattern("kind +director\n")
                .containsPattern("director +a\n")
                .containsPattern("state +ends soon\n")
                .containsPattern("addresses +::1, x.example\n")
                .containsPattern("usages +digitalSignature, serverAuth, clientAuth\n")
                .containsPattern("key +EC 256 bits\n");
        assertThat(run("pki", "show", "-o", "json", pki() + "/ca.crt")).isZero();
        JsonNode ca = new ObjectMapper().readTree(out.toString()).get(0);
        assertThat(ca.get("kind").asText()).isEqualTo("cluster CA");
        assertThat(ca.get("state").asText()).isEqualTo("valid");
        assertThat(ca.get("daysLeft").asLong()).isBetween(3648L, 3650L);
        assertThat(run("pki", "show", pki() + "/ca.key")).isEqualTo(1);
        assertThat(err.toString()).contains("ca.key:1: is a PRIVATE KEY, where a CERTIFICATE is expected");
    }

    @Test
    void refusesBadUsageWithTwoAndWhatCannotBeDoneWithOne() throws Exception {
        assertThat(run("pki")).isEqualTo(2);
        assertThat(run("pki", "init", "--dir", pki(), "--cluster", "a b")).isEqualTo(2);
        assertThat(err.toString()).contains("--cluster: cluster is 'a b', must be 1 to 63");
        assertThat(run("pki", "init", "--dir", pki(), "--days", "0")).isEqualTo(2);
        assertThat(run("pki", "issue", "--dir", pki(), "--director", "a")).isEqualTo(1);
        assertThat(err.toString()).contains("directorate issue: ", "holds no CA", "directorate pki init");
        assertThat(run("pki", "init", "--dir", pki())).isZero();
        assertThat(run("pki", "init", "--dir", pki())).isEqualTo(1);
        assertThat(err.toString()).contains("holds a CA already");
        assertThat(run("pki", "issue", "--dir", pki(), "--director", "../a")).isEqualTo(2);
        assertThat(run("pki", "issue", "--dir", pki(), "--director", "a", "--address", "192.0.2.1:80"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--address: address '192.0.2.1:80'");
        assertThat(run("pki", "issue", "--dir", pki(), "--director", "a", "--days", "99999"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--days: days is 99999, must be 1 to 7300");
        assertThat(Files.exists(folder.resolve("pki/directors"))).isFalse();
    }
}
