package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.pki.OddCertificates.Odd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in and who does not, in whole handshakes of two engines. */
class MutualTlsTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private TestCluster cluster;
    private IdentityWatcher a;
    private IdentityWatcher b;

    @BeforeEach
    void makeTwoDirectors() throws PkiException {
        cluster = TestCluster.in(folder.resolve("pki"), "prod", clock);
        a = cluster.director("a");
        b = cluster.director("b");
    }

    private OddCertificates odd() throws Exception {
        return OddCertificates.of(cluster.ca(), clock.instant());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusedAsClient(SSLContext stranger) throws SSLException {
        Handshake handshake = Handshake.of(stranger, a.sslContext());
        assertThat(handshake.isDone()).isFalse();
        return assertThat(handshake.serverFailure().orElseThrow());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusedAsServer(SSLContext stranger) throws SSLException {
        Handshake handshake = Handshake.of(a.sslContext(), stranger);
        assertThat(handshake.isDone()).isFalse();
        return assertThat(handshake.clientFailure().orElseThrow());
    }

    private void refusedBothWays(SSLContext stranger, String reason) throws SSLException {
        refusedAsClient(stranger).hasMessageContaining(reason);
        refusedAsServer(stranger).hasMessageContaining(reason);
        assertThat(a.status().refusedPeers()).isEqualTo(2);
        assertThat(a.status().lastRefusal())
                .hasValueSatisfying(last -> assertThat(last).contains(reason));
    }

    @Test
    void directorsOfOneClusterKnowEachOther() throws Exception {
        for (String address : new String[] {"127.0.0.1", "::1"}) {
            Handshake handshake = Handshake.of(a.sslContext(), b.sslContext(), address);
            assertThat(handshake.isDone()).isTrue();
            assertThat(handshake.protocol()).isEqualTo("TLSv1.3");
            assertThat(Certificates.director(handshake.seenByClient())).contains(new DirectorId("prod", "b"));
            assertThat(Certificates.director(handshake.seenByServer())).contains(new DirectorId("prod", "a"));
            assertThat(handshake.carriesData()).isTrue();
        }
        assertThat(a.status().refusedPeers()).isZero();
    }

    @Test
    void refusesAnAddressThatIsNotInTheCertificate() throws Exception {
        Handshake handshake = Handshake.of(a.sslContext(), b.sslContext(), "127.0.0.2");
        assertThat(handshake.isDone()).isFalse();
        assertThat(handshake.clientFailure().orElseThrow()).hasMessageContaining("127.0.0.2");
    }

    @Test
    void refusesAClientWithoutCertificate() throws Exception {
        refusedAsClient(Strangers.without()).hasMessageContaining("Empty client certificate chain");
    }

    @Test
    void refusesTheCaOfAStranger() throws Exception {
        IdentityWatcher stranger =
                TestCluster.in(folder.resolve("other"), "other", clock).director("a");
        refusedBothWays(Strangers.with(stranger.keyManager()), "was not issued by this cluster's CA");
    }

    @Test
    void refusesTheCaOfAnotherClusterOfTheSameName() throws Exception {
        IdentityWatcher twin =
                TestCluster.in(folder.resolve("twin"), "prod", clock).director("b");
        refusedBothWays(
                Strangers.with(twin.keyManager()), "names this cluster's CA as its issuer, but that did not sign it");
    }

    @Test
    void refusesAnExpiredCertificateOnBothSidesAndSaysWhen() throws Exception {
        IdentityWatcher late = IdentityWatcher.open(cluster.issueForDays("c", 3).files(), clock);
        assertThat(Handshake.of(late.sslContext(), a.sslContext()).isDone()).isTrue();
        clock.advance(Duration.ofDays(3).plusSeconds(1));
        refusedBothWays(Strangers.with(late.keyManager()), "the certificate of director c of cluster prod");
        assertThat(a.status().lastRefusal())
                .hasValueSatisfying(last -> assertThat(last)
                        .contains("ended at 2027-03-04T12:00:00Z")
                        .contains("directorate pki issue"));
        assertThat(Handshake.of(a.sslContext(), b.sslContext()).isDone()).isTrue();
    }

    @Test
    void refusesEverybodyWhenTheCaHasEnded() throws Exception {
        clock.advance(Duration.ofDays(TestCluster.CA_DAYS + 1));
        refusedBothWays(Strangers.with(b.keyManager()), "the certificate of the cluster's CA ended at");
    }

    @Test
    void refusesACertificateOfTomorrow() throws Exception {
        Odd odd = odd().from(clock.instant().plusSeconds(60)).make();
        refusedBothWays(Strangers.with(odd), "is ahead of this machine's clock");
    }

    @Test
    void refusesTheWrongUse() throws Exception {
        refusedAsClient(Strangers.with(
                        odd().purposes(KeyPurposeId.id_kp_serverAuth).make()))
                .hasMessageContaining("extendedKeyUsage without clientAuth");
        refusedAsServer(Strangers.with(
                        odd().purposes(KeyPurposeId.id_kp_clientAuth).make()))
                .hasMessageContaining("extendedKeyUsage without serverAuth");
    }

    @Test
    void refusesACertificateThatIsForNoUseInParticular() throws Exception {
        refusedBothWays(Strangers.with(odd().purposes().make()), "extendedKeyUsage without");
    }

    @Test
    void refusesAnUnboundedUseEvenThoughTheJdkWouldTakeIt() throws Exception {
        refusedBothWays(
                Strangers.with(odd().purposes(KeyPurposeId.anyExtendedKeyUsage).make()), "extendedKeyUsage without");
    }

    @Test
    void refusesACertificateOfTheCaThatNamesNoDirectorOrTwo() throws Exception {
        refusedAsClient(Strangers.with(odd().uris().make())).hasMessageContaining("names no director");
        refusedAsClient(Strangers.with(
                        odd().uris("directorate:prod/a", "directorate:prod/b").make()))
                .hasMessageContaining("names no director");
        refusedAsClient(Strangers.with(odd().uris("directorate:test/a").make()))
                .hasMessageContaining("is for cluster test, but the CA is of cluster prod");
    }

    @Test
    void refusesASecondCaBelowTheClustersAndWhatItSigned() throws Exception {
        Odd second = odd().authority()
                .keyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature)
                .make();
        refusedAsClient(Strangers.with(second)).hasMessageContaining("is a CA's");
        Odd below = new OddCertificates(second.certificate(), second.keys().getPrivate(), clock.instant()).make();
        refusedAsClient(Strangers.with(below)).hasMessageContaining("was not issued by this cluster's CA");
    }

    @Test
    void newHandshakesHaveTheNewCertificateWhileOldConnectionsStay() throws Exception {
        Handshake before = Handshake.of(a.sslContext(), b.sslContext(), "127.0.0.1");
        X509Certificate old = b.identity().certificate();
        assertThat(before.seenByClient()).isEqualTo(old);
        clock.advance(Duration.ofDays(100));
        IssuedIdentity renewed = cluster.issue("b");
        assertThat(b.look().renewals()).isEqualTo(1);
        Handshake after = Handshake.of(a.sslContext(), b.sslContext(), "127.0.0.1");
        assertThat(after.isDone()).isTrue();
        assertThat(after.seenByClient()).isEqualTo(renewed.certificate()).isNotEqualTo(old);
        Handshake asClient = Handshake.of(b.sslContext(), a.sslContext(), "127.0.0.1");
        assertThat(asClient.seenByServer()).isEqualTo(renewed.certificate());
        assertThat(before.carriesData()).isTrue();
        assertThat(before.seenByClient()).isEqualTo(old);
    }

    /** Resuming would skip the certificates, and with them expiry, renewal and a CA that was replaced. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void sessionsAreNotResumed(String protocol) throws Exception {
        IdentityWatcher late = IdentityWatcher.open(
                cluster.ca()
                        .issue(new IdentityOrder(
                                "c", List.of(SubjectAddress.parse("127.0.0.1")), OptionalInt.of(3), Optional.empty()))
                        .files(),
                clock);
        SSLContext stranger = Strangers.with(late.keyManager());
        assertThat(Handshake.over(protocol, stranger, a.sslContext()).isDone()).isTrue();
        assertThat(Handshake.over(protocol, a.sslContext(), stranger).isDone()).isTrue();
        clock.advance(Duration.ofDays(4));
        assertThat(Handshake.over(protocol, stranger, a.sslContext())
                        .serverFailure()
                        .orElseThrow())
                .hasMessageContaining("ended at");
        // A server that is not ours may offer it, and is taken up on it for a second.
        Await.until(() -> Handshake.over(protocol, a.sslContext(), stranger).clientFailure().stream()
                .anyMatch(failure -> String.valueOf(failure.getMessage()).contains("ended at")));
    }

    @Test
    void aHandshakeInTheMiddleOfARenewalEndsWell() throws Exception {
        String alias = b.keyManager().chooseEngineServerAlias("EC", null, null);
        X509Certificate old = b.identity().certificate();
        cluster.issue("b");
        b.look();
        assertThat(b.keyManager().getCertificateChain(alias)).containsExactly(old);
        assertThat(b.keyManager().getPrivateKey(alias)).isNotNull();
        assertThat(b.keyManager().chooseEngineServerAlias("EC", null, null)).isNotEqualTo(alias);
        assertThat(b.keyManager().chooseEngineServerAlias("RSA", null, null)).isNull();
    }

    @Test
    void movesToANewCaWithoutShuttingAnybodyOut() throws Exception {
        TestCluster next = TestCluster.in(folder.resolve("next"), "prod", clock);
        String both = Files.readString(cluster.ca().certificateFile())
                + Files.readString(next.ca().certificateFile());
        for (IdentityWatcher director : new IdentityWatcher[] {a, b}) {
            Path file =
                    folder.resolve("pki/directors/" + director.identity().id().director() + "/current/ca.crt");
            Files.writeString(file, both);
            assertThat(director.look().problem()).isEmpty();
        }
        IdentityWatcher moved = next.director("b");
        assertThat(Handshake.of(a.sslContext(), b.sslContext(), "127.0.0.1").isDone())
                .isTrue();
        refusedAsServerByNobody(moved);
    }

    /** The one that moved trusts the new CA alone here, so only the other side's trust is looked at. */
    private void refusedAsServerByNobody(IdentityWatcher moved) throws Exception {
        Handshake handshake = Handshake.of(a.sslContext(), Strangers.with(moved.keyManager()), "127.0.0.1");
        assertThat(handshake.isDone()).isTrue();
    }
}
