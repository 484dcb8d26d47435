package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCaTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();

    private TestCluster cluster() throws PkiException {
        return TestCluster.in(folder.resolve("pki"), "prod", clock);
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> names(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void makesACaThatSignsDirectorsAndNothingElse() throws Exception {
        ClusterCa ca = cluster().ca();
        X509Certificate certificate = ca.certificate();
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getBasicConstraints()).isZero();
        assertThat(CertificateRules.usages(certificate)).containsExactly("keyCertSign", "cRLSign");
        assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
        assertThat(Certificates.cluster(certificate)).contains("prod");
        assertThat(Certificates.notAfter(certificate))
                .isEqualTo(SettableClock.START.plus(Duration.ofDays(TestCluster.CA_DAYS)));
        assertThat(mode(folder.resolve("pki"))).isEqualTo("rwx------");
        assertThat(mode(ca.keyFile())).isEqualTo("rw-------");
        assertThat(names(folder)).containsExactly("pki");
        assertThat(names(folder.resolve("pki"))).containsExactly("ca.crt", "ca.key", "cluster.key");
        assertThat(ClusterCa.open(folder.resolve("pki"), TestCluster.maker(clock))
                        .certificate())
                .isEqualTo(certificate);
    }

    @Test
    void overwritesNoCaAndNoOtherFile() throws Exception {
        ClusterCa ca = cluster().ca();
        String before = Files.readString(ca.keyFile());
        assertThatThrownBy(this::cluster).isInstanceOf(PkiException.class).hasMessageContaining("holds a CA already");
        assertThat(Files.readString(ca.keyFile())).isEqualTo(before);
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.writeString(used.resolve("mine"), "precious");
        assertThatThrownBy(() -> TestCluster.in(used, "prod", clock)).hasMessageContaining("is not empty");
        assertThatThrownBy(() -> TestCluster.in(used.resolve("mine"), "prod", clock))
                .hasMessageContaining("is a file");
        assertThat(names(used)).containsExactly("mine");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(TestCluster.in(empty, "prod", clock).ca().cluster()).isEqualTo("prod");
        assertThat(mode(empty)).isEqualTo("rwx------");
    }

    @Test
    void refusesWrongNamesAndDaysBeforeAnythingIsWritten() throws Exception {
        assertThatThrownBy(() -> TestCluster.in(folder.resolve("pki"), "a b", clock))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("cluster is 'a b', must be 1 to 63 letters");
        for (int days : new int[] {0, -1, 7301}) {
            assertThatThrownBy(() -> ClusterCa.init(folder.resolve("pki"), "a", days, TestCluster.maker(clock)))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("days is " + days + ", must be 1 to 7300");
        }
        assertThat(names(folder)).isEmpty();
        TestCluster cluster = cluster();
        for (String name : List.of("", "a/b", "..", "é", "x".repeat(64))) {
            assertThatThrownBy(() -> cluster.issue(name))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("director is '" + name + "', must be 1 to 63");
        }
        String[] many = new String[ClusterCa.MAX_ADDRESSES + 1];
        Arrays.setAll(many, i -> "10.0.0." + i);
        assertThatThrownBy(() -> cluster.issue("a", many)).hasMessageContaining("must be at most 64");
        assertThat(names(folder.resolve("pki"))).containsExactly("ca.crt", "ca.key", "cluster.key");
    }

    @Test
    void issuesADirectorWithNameAndAddressesAsServerAndClient() throws Exception {
        IssuedIdentity issued =
                cluster().issue("lb_1", "192.0.2.1", "2001:db8::1", "LB.example.net", "192.0.2.1", "192.0.2.2");
        X509Certificate certificate = issued.certificate();
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(CertificateRules.usages(certificate))
                .containsExactly("digitalSignature", "serverAuth", "clientAuth");
        assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> (Object) name.get(1)))
                .contains("directorate:prod/lb_1", "192.0.2.1", "lb.example.net");
        assertThat(issued.addresses())
                .extracting(SubjectAddress::text)
                .containsExactly("192.0.2.1", "2001:db8::1", "192.0.2.2", "lb.example.net");
        assertThat(issued.current()).isEqualTo(folder.resolve("pki/directors/lb_1/current"));
        assertThat(mode(issued.files().key())).isEqualTo("rw-------");
        assertThat(mode(issued.folder())).isEqualTo("rwx------");
        NodeIdentity identity = NodeIdentity.load(issued.files(), clock);
        assertThat(identity.id()).isEqualTo(new DirectorId("prod", "lb_1"));
        assertThat(identity.certificate()).isEqualTo(certificate);
        assertThat(identity.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void renewsInOneStepAndKeepsTheOldFiles() throws Exception {
        TestCluster cluster = cluster();
        IssuedIdentity first = cluster.issue("a", "192.0.2.1", "a.example");
        clock.advance(Duration.ofDays(200));
        IssuedIdentity second = cluster.issue("a");
        assertThat(second.previous().certificate()).contains(first.certificate());
        assertThat(second.previous().folder()).contains(first.folder().toRealPath());
        assertThat(second.addresses()).isEqualTo(first.addresses());
        assertThat(second.certificate().getPublicKey())
                .isNotEqualTo(first.certificate().getPublicKey());
        assertThat(NodeIdentity.load(second.files(), clock).certificate()).isEqualTo(second.certificate());
        assertThat(NodeIdentity.load(IdentityFiles.in(first.folder()), clock).certificate())
                .isEqualTo(first.certificate());
        assertThat(names(folder.resolve("pki/directors/a"))).hasSize(3).noneMatch(name -> name.startsWith(".new"));
        IssuedIdentity third = cluster.issue("a", "192.0.2.9");
        assertThat(third.addresses()).extracting(SubjectAddress::text).containsExactly("192.0.2.9");
    }

    @Test
    void leavesThePlaceOfAnotherDirectorAlone() throws Exception {
        TestCluster cluster = cluster();
        Path out = folder.resolve("out");
        IdentityOrder a = new IdentityOrder("a", List.of(), OptionalInt.empty(), Optional.of(out));
        IssuedIdentity issued = cluster.ca().issue(a);
        assertThatThrownBy(() ->
                        cluster.ca().issue(new IdentityOrder("b", List.of(), OptionalInt.empty(), Optional.of(out))))
                .hasMessageContaining("not that of director b of cluster prod")
                .hasMessageContaining("name another --out");
        Files.writeString(issued.files().chain(), "");
        assertThatThrownBy(() -> cluster.ca().issue(a)).hasMessageContaining("remove the link to begin anew");
        Path plain = Files.createDirectories(folder.resolve("plain/current"));
        assertThatThrownBy(() -> cluster.ca()
                        .issue(new IdentityOrder(
                                "a", List.of(), OptionalInt.empty(), Optional.of(folder.resolve("plain")))))
                .hasMessageContaining("is not a link");
        assertThat(names(plain)).isEmpty();
    }

    @Test
    void letsNoCertificateOutliveTheCa() throws Exception {
        TestCluster cluster = cluster();
        clock.advance(Duration.ofDays(900));
        assertThat(Certificates.notAfter(cluster.issue("a").certificate()))
                .isEqualTo(Certificates.notAfter(cluster.ca().certificate()));
        assertThatThrownBy(() -> cluster.issueForDays("a", 101))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("the CA itself ends at 2029-11-25T12:00:00Z, in 100 days");
        clock.advance(Duration.ofDays(101));
        assertThatThrownBy(() -> ClusterCa.open(folder.resolve("pki"), TestCluster.maker(clock)))
                .hasMessageContaining("ended at 2029-11-25T12:00:00Z");
    }

    @Test
    void refusesACaThatOthersMayReadOrThatIsDamaged() throws Exception {
        Path directory = folder.resolve("pki");
        assertThatThrownBy(() -> ClusterCa.open(directory, TestCluster.maker(clock)))
                .hasMessageContaining("holds no CA")
                .hasMessageContaining("directorate pki init --dir");
        ClusterCa ca = cluster().ca();
        Files.setPosixFilePermissions(ca.keyFile(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ClusterCa.open(directory, TestCluster.maker(clock)))
                .hasMessageContaining("(mode rw-r-----): chmod 600 " + ca.keyFile());
        Files.setPosixFilePermissions(ca.keyFile(), PosixFilePermissions.fromString("rw-------"));
        Path other = TestCluster.in(folder.resolve("other"), "prod", clock).ca().keyFile();
        Files.writeString(ca.keyFile(), Files.readString(other));
        assertThatThrownBy(() -> ClusterCa.open(directory, TestCluster.maker(clock)))
                .hasMessageContaining("is not the key of the certificate");
        Files.writeString(ca.certificateFile(), "-----BEGIN CERTIFICATE-----\nMIIB");
        assertThatThrownBy(() -> ClusterCa.open(directory, TestCluster.maker(clock)))
                .hasMessageContaining("ca.crt:1: block CERTIFICATE has no end");
    }
}
