package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading, refusing and renewing an identity from its files, copied into one plain folder as an operator might. */
class IdentityWatcherTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private TestCluster cluster;
    private IdentityFiles files;

    @BeforeEach
    void issue() throws Exception {
        cluster = TestCluster.in(folder.resolve("pki"), "prod", clock);
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        files = IdentityFiles.in(copy);
        copy(cluster.issue("a").files());
    }

    private void copy(IdentityFiles from) throws Exception {
        for (Path[] pair : new Path[][] {
            {from.chain(), files.chain()}, {from.key(), files.key()}, {from.authorities(), files.authorities()}
        }) {
            Files.copy(pair[0], pair[1], StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Path file(String which) {
        return switch (which) {
            case "chain" -> files.chain();
            case "key" -> files.key();
            default -> files.authorities();
        };
    }

    private void refused(String... reasons) {
        assertThatThrownBy(() -> NodeIdentity.load(files, clock))
                .isInstanceOf(PkiException.class)
                .satisfies(e -> {
                    for (String reason : reasons) {
                        assertThat(e).hasMessageContaining(reason);
                    }
                });
    }

    private static void mode(Path file, String mode) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void loadsFilesThatBelongTogether() throws Exception {
        NodeIdentity identity = NodeIdentity.load(files, clock);
        assertThat(identity.id()).isEqualTo(new DirectorId("prod", "a"));
        assertThat(identity.authorities()).containsExactly(cluster.ca().certificate());
        Files.writeString(files.chain(), Files.readString(files.authorities()), StandardOpenOption.APPEND);
        assertThat(NodeIdentity.load(files, clock).chain()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain", "key", "authorities"})
    void refusesTornEmptyAndGarbageFilesAndNamesThem(String which) throws Exception {
        Path file = file(which);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 2; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused(file.toString());
        }
        Files.writeString(file, "no certificate at all");
        refused(file + " holds no PEM block");
        byte[] zeros = new byte[whole.length];
        Files.write(file, zeros);
        refused(file + " holds no PEM block");
        Files.writeString(file, PemFile.format(which.equals("key") ? "PRIVATE KEY" : "CERTIFICATE", new byte[100]));
        refused(file + ":1", "damaged");
        Files.delete(file);
        refused(file + " is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "r---w----", "rw------x"})
    void refusesAKeyThatOthersMayUseAndSaysWhatToDo(String mode) throws Exception {
        mode(files.key(), mode);
        refused("is a private key that others may use (mode " + mode + "): chmod 600 " + files.key());
        mode(files.key(), "r--------");
        assertThat(NodeIdentity.load(files, clock).id().director()).isEqualTo("a");
    }

    @Test
    void refusesATrustThatOthersMayChange() throws Exception {
        mode(files.authorities(), "rw-rw-r--");
        refused(files.authorities() + " can be changed by others", "chmod go-w");
        mode(files.authorities(), "rw-r--r--");
        mode(folder.resolve("copy"), "rwxrwxrwx");
        refused(folder.resolve("copy") + " can be changed by others");
    }

    @Test
    void refusesAKeyOfAnotherCertificateOrForm() throws Exception {
        String key = Files.readString(cluster.issue("b").files().key());
        Files.writeString(files.key(), key);
        refused(files.key() + " is not the key of the certificate in " + files.chain());
        Files.writeString(files.key(), key + key);
        refused("must hold the private key alone, and holds 2 PEM blocks");
        Files.writeString(files.key(), key.replace("PRIVATE KEY", "EC PRIVATE KEY"));
        refused("is not in PKCS#8 form: openssl pkcs8 -topk8 -nocrypt -in");
        Files.writeString(files.key(), key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        refused("a director starts unattended");
        Files.writeString(files.key(), Files.readString(files.chain()));
        refused("is a CERTIFICATE, where a PRIVATE KEY is expected");
        Files.writeString(files.chain(), key);
        refused(files.chain() + ":1: is a PRIVATE KEY, where a CERTIFICATE is expected");
    }

    @Test
    void refusesAnAuthorityThatIsNotTheClusters() throws Exception {
        TestCluster twin = TestCluster.in(folder.resolve("twin"), "prod", clock);
        Files.copy(twin.ca().certificateFile(), files.authorities(), StandardCopyOption.REPLACE_EXISTING);
        refused(files.chain().toString(), "that did not sign it");
        TestCluster other = TestCluster.in(folder.resolve("other"), "other", clock);
        Files.writeString(
                files.authorities(),
                Files.readString(twin.ca().certificateFile())
                        + Files.readString(other.ca().certificateFile()));
        refused("holds the CAs of two clusters, prod and other");
        Files.writeString(files.authorities(), Files.readString(files.chain()));
        refused(files.authorities() + ": the certificate of director a", "is not a CA's");
        Files.writeString(
                files.authorities(),
                Files.readString(cluster.ca().certificateFile()).repeat(5));
        refused("holds 5 certificates, must hold the cluster's CA, at most 4");
    }

    @Test
    void refusesACertificateThatHasEndedOrIsFollowedByAnother() throws Exception {
        Files.writeString(
                files.chain(),
                Files.readString(files.chain())
                        + Files.readString(cluster.issue("b").files().chain()));
        refused("it must hold the director's, and may hold the cluster CA's after it");
        copy(cluster.issue("a").files());
        clock.advance(Duration.ofDays(365).plusSeconds(1));
        refused(files.chain().toString(), "ended at 2028-02-29T12:00:00Z", "issue a new one");
        clock.advance(Duration.ofDays(-365).minus(Validity.CLOCK_TOLERANCE).minusSeconds(2));
        refused("is ahead of this machine's clock");
    }

    @Test
    void tellsThoseAgainWhoCouldNotTakeIt() throws Exception {
        try (IdentityWatcher watcher = IdentityWatcher.open(files, clock)) {
            List<String> told = new ArrayList<>();
            watcher.onRenewal(identity -> {
                told.add("first");
                if (told.size() < 4) {
                    throw new IllegalStateException("not now");
                }
            });
            watcher.onRenewal(identity -> told.add("second"));
            copy(cluster.issue("a").files());
            assertThat(watcher.look().renewals()).isEqualTo(1);
            assertThat(told).containsExactly("first", "second");
            watcher.look();
            watcher.look();
            watcher.look();
            assertThat(told).containsExactly("first", "second", "first", "first");
        }
    }

    @Test
    void takesANewIdentityAndKeepsTheLastGoodOneWhenTheFilesAreBad() throws Exception {
        try (IdentityWatcher watcher = IdentityWatcher.open(files, clock)) {
            NodeIdentity first = watcher.identity();
            assertThat(watcher.look().renewals()).isZero();
            IssuedIdentity next = cluster.issue("a");
            Files.copy(next.files().chain(), files.chain(), StandardCopyOption.REPLACE_EXISTING);
            IdentityStatus halfway = watcher.look();
            assertThat(halfway.problem()).hasValueSatisfying(p -> assertThat(p).contains("is not the key"));
            assertThat(watcher.identity()).isSameAs(first);
            Files.copy(
                    next.files().key(),
                    files.key(),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            IdentityStatus whole = watcher.look();
            assertThat(whole.problem()).isEmpty();
            assertThat(whole.renewals()).isEqualTo(1);
            assertThat(watcher.identity().certificate()).isEqualTo(next.certificate());
            Files.writeString(files.authorities(), "");
            assertThat(watcher.look().problem())
                    .hasValueSatisfying(p -> assertThat(p).contains("ca.crt is empty"));
            assertThat(watcher.identity().certificate()).isEqualTo(next.certificate());
        }
    }

    @Test
    void doesNotBecomeAnotherDirectorOrOneOfAnotherCluster() throws Exception {
        try (IdentityWatcher watcher = IdentityWatcher.open(files, clock)) {
            copy(cluster.issue("b").files());
            assertThat(watcher.look().problem())
                    .hasValueSatisfying(p -> assertThat(p)
                            .contains("is now for director b of cluster prod, but this is director a of cluster prod"));
            copy(TestCluster.in(folder.resolve("other"), "other", clock)
                    .issue("a")
                    .files());
            assertThat(watcher.look().problem())
                    .hasValueSatisfying(p -> assertThat(p).contains("director a of cluster other"));
            assertThat(watcher.status().renewals()).isZero();
        }
    }

    @Test
    void countsTheDaysThatAreLeftAndWarnsOnceADay() throws Exception {
        try (IdentityWatcher watcher = IdentityWatcher.open(files, clock)) {
            assertThat(watcher.status().daysLeft()).isEqualTo(365);
            assertThat(watcher.status().authorityDaysLeft()).isEqualTo(TestCluster.CA_DAYS);
            clock.advance(Duration.ofDays(365));
            assertThat(watcher.look().daysLeft()).isZero();
            assertThat(watcher.look().problem()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(watcher.look().daysLeft()).isEqualTo(-1);
            assertThat(watcher.look().problem())
                    .hasValueSatisfying(p -> assertThat(p).contains("ended at"));
            assertThat(watcher.status().notAfter()).isEqualTo(SettableClock.START.plus(Duration.ofDays(365)));
        }
    }

    @ParameterizedTest
    @CsvSource({"30, -1, false", "29, -1, true", "29, 29, false", "28, 29, true", "-1, 0, true", "-1, -1, true"})
    void warnsFromThirtyDaysBeforeTheEnd(long days, long warned, boolean warns) {
        assertThat(IdentityWatcher.isToBeWarnedOf(days, warned == -1 ? null : warned))
                .isEqualTo(warns);
    }

    @Test
    void looksByItselfAtTheIntervalAndStopsWhenClosed() throws Exception {
        IdentityWatcher watcher = IdentityWatcher.open(files, clock);
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(99), Duration.ofHours(2))) {
            assertThatThrownBy(() -> watcher.start(wrong)).hasMessageContaining("must be PT0.1S to PT1H");
        }
        watcher.start(IdentityWatcher.MIN_INTERVAL);
        assertThatThrownBy(() -> watcher.start(IdentityWatcher.MIN_INTERVAL)).hasMessageContaining("already");
        IssuedIdentity next = cluster.issue("a");
        copy(next.files());
        Await.until(() -> watcher.identity().certificate().equals(next.certificate()));
        watcher.close();
        Await.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("identity-watch")));
        assertThat(watcher.status().problem()).isEqualTo(Optional.empty());
    }
}
