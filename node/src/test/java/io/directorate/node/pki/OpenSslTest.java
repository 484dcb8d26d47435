package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another implementation, openssl(1), makes of the files. Reported as not run where it is not installed. */
class OpenSslTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private ClusterCa ca;
    private IdentityFiles files;

    @BeforeEach
    void issue() throws PkiException {
        assumeTrue(isInstalled(), "openssl is not installed (Debian: apt install openssl)");
        TestCluster cluster = TestCluster.in(folder.resolve("pki"), "prod", clock);
        ca = cluster.ca();
        files = cluster.issue("lb_1", "192.0.2.1", "2001:db8::1", "lb-1.example")
                .files();
    }

    private static boolean isInstalled() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "openssl")));
    }

    private record Result(int status, String output) {}

    private Result openssl(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("openssl did not end within 60 seconds: " + List.of(arguments));
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private Result verify(String... more) throws IOException, InterruptedException {
        String time = Long.toString(clock.instant().getEpochSecond());
        List<String> arguments = Stream.of(
                        Stream.of(
                                "verify",
                                "-x509_strict",
                                "-attime",
                                time,
                                "-CAfile",
                                ca.certificateFile().toString()),
                        Stream.of(more),
                        Stream.of(files.chain().toString()))
                .flatMap(part -> part)
                .toList();
        return openssl(arguments.toArray(String[]::new));
    }

    @Test
    void verifiesTheCertificateForBothUsesAndAllAddresses() throws Exception {
        for (String purpose : List.of("sslserver", "sslclient")) {
            assertThat(verify("-purpose", purpose)).isEqualTo(new Result(0, files.chain() + ": OK\n"));
        }
        assertThat(verify("-verify_ip", "2001:db8::1").status()).isZero();
        assertThat(verify("-verify_ip", "192.0.2.1").status()).isZero();
        assertThat(verify("-verify_hostname", "lb-1.example").status()).isZero();
        assertThat(verify("-verify_ip", "192.0.2.2").status()).isNotZero();
        assertThat(verify("-verify_hostname", "lb_1").status()).isNotZero();
        assertThat(verify("-purpose", "smimesign").status()).isNotZero();
    }

    @Test
    void readsTheSameOfBothCertificates() throws Exception {
        assertThat(openssl("x509", "-noout", "-text", "-in", files.chain().toString())
                        .output())
                .contains("URI:directorate:prod/lb_1", "IP Address:192.0.2.1", "IP Address:2001:DB8:0:0:0:0:0:1")
                .contains("DNS:lb-1.example", "Subject: O = prod, CN = lb_1", "CA:FALSE", "prime256v1")
                .contains("TLS Web Server Authentication, TLS Web Client Authentication", "Digital Signature")
                .contains("Not After : Feb 29 12:00:00 2028 GMT");
        assertThat(openssl(
                                "x509",
                                "-noout",
                                "-text",
                                "-in",
                                ca.certificateFile().toString())
                        .output())
                .contains("URI:directorate:prod", "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign");
    }

    @Test
    void readsTheKeysAndADirectorReadsTheirTextForm() throws Exception {
        assertThat(openssl("pkey", "-noout", "-check", "-in", files.key().toString())
                        .output())
                .contains("Key is valid");
        Result text = openssl("x509", "-text", "-in", files.chain().toString());
        Files.writeString(files.chain(), text.output());
        assertThat(NodeIdentity.load(files, clock).id().director()).isEqualTo("lb_1");
    }
}
