package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemNamesTest {
    @TempDir
    Path folder;

    private Path resolvConf = Path.of("unset");

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("hosts"), """
                # names
                127.0.0.1 localhost loopback
                10.0.0.1\tone one.example.org # first
                2001:db8::1 six
                bad line
                """);
        Files.writeString(folder.resolve("services"), """
                # ports
                domain 53/tcp
                domain\t53/udp
                http 80/tcp www # WorldWideWeb
                other 80/tcp
                broken http/tcp
                """);
        resolvConf = Files.writeString(folder.resolve("resolv.conf"), "search x\nnameserver 127.0.0.1\n");
    }

    private SystemNames names(int dnsPort) {
        return new SystemNames(
                folder.resolve("hosts"), folder.resolve("services"), new ReverseLookup(resolvConf, dnsPort));
    }

    @Test
    void findsPortsBothWays() {
        SystemNames names = names(1);

        assertThat(names.serviceName(53, 17)).contains("domain");
        assertThat(names.serviceName(80, 6)).contains("http");
        assertThat(names.serviceName(80, 17)).isEmpty();
        assertThat(names.serviceName(80, 0)).isEmpty();
        assertThat(names.port("www", 6)).hasValue(80);
        assertThat(names.port("domain", 17)).hasValue(53);
        assertThat(names.port("http", 132)).isEmpty();
        assertThat(names.port("broken", 6)).isEmpty();
    }

    @Test
    void findsHostsInTheFile() {
        SystemNames names = names(1);

        assertThat(names.hostName(IpAddress.parse("10.0.0.1"))).contains("one");
        assertThat(names.hostName(IpAddress.parse("2001:db8::1"))).contains("six");
    }

    @Test
    void asksNobodyForTextsThatAreNoNames() {
        SystemNames names = names(1);

        assertThat(names.ipv4Address("01.02.03.08")).isEmpty();
        assertThat(names.ipv4Address("")).isEmpty();
        assertThat(names.ipv4Address("a b")).isEmpty();
        assertThat(names.ipv4Address("localhost")).contains(IpAddress.parse("127.0.0.1"));
    }

    @Test
    void asksTheNameServer() throws IOException, InterruptedException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answerOnce(server, "host-9.example.org"));
            thread.start();

            assertThat(names(server.getLocalPort()).hostName(IpAddress.parse("192.0.2.9")))
                    .contains("host-9.example.org");
            thread.join();
        }
    }

    @Test
    void goesOnWithoutANameServer() throws IOException {
        int unused;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }

        assertThat(names(unused).hostName(IpAddress.parse("192.0.2.9"))).isEmpty();
    }

    @Test
    void survivesFilesThatAreNotThere() throws IOException {
        Files.delete(folder.resolve("hosts"));
        Files.delete(folder.resolve("services"));
        Files.delete(resolvConf);

        assertThat(names(1).serviceName(80, 6)).isEmpty();
        assertThat(names(1).hostName(IpAddress.parse("10.0.0.1"))).isEmpty();
    }

    @Test
    void makesTheReverseNamesOfBothFamilies() {
        assertThat(new PtrMessage(IpAddress.parse("192.0.2.9"), 1).reverseName())
                .isEqualTo("9.2.0.192.in-addr.arpa");
        assertThat(new PtrMessage(IpAddress.parse("2001:db8::1f"), 1).reverseName())
                .isEqualTo("f.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    }

    @Test
    void takesNoAnswerThatIsTornOrAnotherOnes() {
        PtrMessage query = new PtrMessage(IpAddress.parse("192.0.2.9"), 77);
        byte[] answer = answer(query.encode(), "a.example");

        assertThat(query.decode(ByteBuffer.wrap(answer)))
                .contains(new PtrMessage.Answer(java.util.Optional.of("a.example")));
        for (int length = 0; length < answer.length; length++) {
            assertThat(query.decode(ByteBuffer.wrap(Arrays.copyOf(answer, length))))
                    .isEmpty();
        }
        assertThat(new PtrMessage(query.address(), 78).decode(ByteBuffer.wrap(answer)))
                .isEmpty();
        assertThat(new PtrMessage(IpAddress.parse("192.0.2.8"), 77).decode(ByteBuffer.wrap(answer)))
                .isEmpty();
    }

    private static void answerOnce(DatagramSocket server, String name) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), name);
            server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] answer(ByteBuffer query, String name) {
        ByteBuffer out = ByteBuffer.allocate(512);
        out.put(query.duplicate());
        out.putShort(2, (short) 0x8180).putShort(6, (short) 1);
        out.putShort((short) 0xc00c).putShort((short) 12).putShort((short) 1).putInt(60);
        out.putShort((short) (name.length() + 2));
        for (String label : name.split("\\.", -1)) {
            out.put((byte) label.length()).put(label.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        out.put((byte) 0);
        return Arrays.copyOf(out.array(), out.position());
    }
}
