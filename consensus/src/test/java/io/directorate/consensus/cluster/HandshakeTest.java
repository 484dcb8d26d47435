package io.directorate.consensus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final InetSocketAddress SERVER = server(1);

    private static InetSocketAddress server(int last) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), 5701);
        } catch (UnknownHostException never) {
            throw new IllegalStateException(never);
        }
    }

    /** One end of a pipe; what is written can be changed on its way. */
    private static final class End implements Handshake.Wire {
        private final LinkedBlockingQueue<Byte> in;
        private final LinkedBlockingQueue<Byte> out;
        private final UnaryOperator<byte[]> change;

        End(LinkedBlockingQueue<Byte> in, LinkedBlockingQueue<Byte> out, UnaryOperator<byte[]> change) {
            this.in = in;
            this.out = out;
            this.change = change;
        }

        @Override
        public byte[] read(int bytes) throws IOException {
            byte[] read = new byte[bytes];
            for (int i = 0; i < bytes; i++) {
                try {
                    Byte next = in.poll(1, TimeUnit.SECONDS);
                    if (next == null) {
                        throw new EOFException("nothing more");
                    }
                    read[i] = next;
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            }
            return read;
        }

        @Override
        public void write(byte[] bytes) {
            for (byte one : change.apply(bytes)) {
                out.add(one);
            }
        }
    }

    private static Handshake handshake(int key, String cluster) {
        return new Handshake(TestMembers.key(key), cluster, new SecureRandom());
    }

    /** Both sides wait for each other: from Java 25 on the common pool may have one thread only. */
    private static void onItsOwnThread(Runnable side) {
        new Thread(side, "handshake").start();
    }

    private static CompletableFuture<Void> connect(
            Handshake client, InetSocketAddress connectedTo, Handshake server, UnaryOperator<byte[]> change) {
        LinkedBlockingQueue<Byte> there = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Byte> back = new LinkedBlockingQueue<>();
        CompletableFuture<Void> accepted = CompletableFuture.runAsync(
                () -> {
                    try {
                        server.accept(new End(there, back, UnaryOperator.identity()), SERVER);
                    } catch (IOException refused) {
                        throw new CompletionException(refused);
                    }
                },
                HandshakeTest::onItsOwnThread);
        CompletableFuture<Void> connected = CompletableFuture.runAsync(
                () -> {
                    try {
                        client.connect(new End(back, there, change), connectedTo);
                    } catch (IOException refused) {
                        throw new CompletionException(refused);
                    }
                },
                HandshakeTest::onItsOwnThread);
        return accepted.thenCombine(connected, (a, b) -> null);
    }

    private static void refused(CompletableFuture<Void> both, String why) {
        assertThatThrownBy(() -> both.get(5, TimeUnit.SECONDS)).hasMessageContaining(why);
    }

    @Test
    void twoMembersOfOneClusterKnowEachOther() throws Exception {
        connect(handshake(1, "a"), SERVER, handshake(1, "a"), UnaryOperator.identity())
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void anotherKeyNameOrAddressIsRefused() {
        UnaryOperator<byte[]> same = UnaryOperator.identity();
        refused(connect(handshake(2, "a"), SERVER, handshake(1, "a"), same), "does not know the cluster key");
        refused(connect(handshake(1, "b"), SERVER, handshake(1, "a"), same), "does not know the cluster key");
        // Somebody at another address who passes everything on.
        refused(connect(handshake(1, "a"), server(2), handshake(1, "a"), same), "does not know the cluster key");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 35, 36, 67})
    void aByteChangedAnywhereIsRefused(int at) {
        int[] sent = {0};
        UnaryOperator<byte[]> flip = bytes -> {
            byte[] changed = bytes.clone();
            int here = at - sent[0];
            if (here >= 0 && here < changed.length) {
                changed[here] ^= 1;
            }
            sent[0] += bytes.length;
            return changed;
        };
        assertThat(connect(handshake(1, "a"), SERVER, handshake(1, "a"), flip)).failsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void aMirrorIsNoMember() throws Exception {
        // Everything that the accepting side says is sent back to it, and everything that the connecting side says.
        LinkedBlockingQueue<Byte> loop = new LinkedBlockingQueue<>();
        End mirror = new End(loop, loop, UnaryOperator.identity());
        assertThatThrownBy(() -> handshake(1, "a").connect(mirror, SERVER))
                .isInstanceOf(Handshake.RefusedException.class);
        byte[] hello =
                ByteBuffer.allocate(36).put(Handshake.MAGIC).put(new byte[32]).array();
        LinkedBlockingQueue<Byte> in = new LinkedBlockingQueue<>();
        for (byte one : hello) {
            in.add(one);
        }
        UnaryOperator<byte[]> echo = said -> {
            for (byte one : said) {
                in.add(one);
            }
            return said;
        };
        assertThatThrownBy(() -> handshake(1, "a").accept(new End(in, new LinkedBlockingQueue<>(), echo), SERVER))
                .isInstanceOf(Handshake.RefusedException.class);
    }

    @Test
    void aStrangerLearnsNothingButANonce() {
        LinkedBlockingQueue<Byte> in = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Byte> out = new LinkedBlockingQueue<>();
        for (byte one : ByteBuffer.allocate(68).put(Handshake.MAGIC).array()) {
            in.add(one);
        }
        assertThatThrownBy(() -> handshake(1, "a").accept(new End(in, out, UnaryOperator.identity()), SERVER))
                .isInstanceOf(Handshake.RefusedException.class);
        assertThat(out).hasSize(Handshake.MAGIC.length + Handshake.NONCE_BYTES);
    }

    @Test
    void aKeyMustBeLongAndRandomAndIsNotShown() {
        assertThatThrownBy(() -> ClusterKey.of(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 to 4096");
        assertThatThrownBy(() -> ClusterKey.of(new byte[64])).hasMessageContaining("all its bytes are the same");
        byte[] secret = new byte[32];
        Arrays.fill(secret, 0, 16, (byte) 7);
        ClusterKey key = ClusterKey.of(secret);
        byte[] before = key.mac(new byte[] {1});
        Arrays.fill(secret, (byte) 0);
        assertThat(key.mac(new byte[] {1})).isEqualTo(before).hasSize(ClusterKey.MAC_BYTES);
        assertThat(key.derive("a").mac(new byte[] {1}))
                .isNotEqualTo(key.derive("b").mac(new byte[] {1}))
                .isNotEqualTo(before);
        assertThat(key).hasToString("cluster key");
    }
}
