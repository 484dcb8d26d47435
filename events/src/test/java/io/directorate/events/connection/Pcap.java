package io.directorate.events.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes captures of UDP over IPv4 on Ethernet, in the classic libpcap format. */
final class Pcap {
    private static final int MAGIC = 0xa1b2c3d4;
    private static final int ETHERNET = 1;
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int UDP_BYTES = 8;

    private Pcap() {}

    /** Returns the payloads of a capture among the test resources. */
    static List<byte[]> resource(String name) throws IOException {
        try (InputStream in = Pcap.class.getResourceAsStream("/ipvs-sync/" + name)) {
            if (in == null) {
                throw new IOException("test resource ipvs-sync/" + name + " is missing");
            }
            return payloads(in.readAllBytes());
        }
    }

    private static List<byte[]> payloads(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != MAGIC || in.getInt(20) != ETHERNET) {
            throw new IOException("not a little-endian capture on Ethernet");
        }
        List<byte[]> payloads = new ArrayList<>();
        int at = 24;
        while (at < file.length) {
            int length = in.getInt(at + 8);
            int packet = at + 16;
            int ip = packet + ETHERNET_BYTES;
            int udp = ip + 4 * (file[ip] & 0x0f);
            int payload = udp + UDP_BYTES;
            byte[] bytes = new byte[(((file[udp + 4] & 0xff) << 8) | (file[udp + 5] & 0xff)) - UDP_BYTES];
            in.get(payload, bytes);
            payloads.add(bytes);
            at = packet + length;
        }
        return payloads;
    }

    /** Writes payloads as datagrams to 224.0.0.81 port 8848. */
    static void write(Path file, List<byte[]> payloads) throws IOException {
        int size = 24;
        for (byte[] payload : payloads) {
            size += 16 + ETHERNET_BYTES + IP_BYTES + UDP_BYTES + payload.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65_535)
                .putInt(ETHERNET);
        int second = 0;
        for (byte[] payload : payloads) {
            int length = ETHERNET_BYTES + IP_BYTES + UDP_BYTES + payload.length;
            out.putInt(second++).putInt(0).putInt(length).putInt(length);
            out.order(ByteOrder.BIG_ENDIAN);
            out.put(new byte[] {1, 0, 0x5e, 0, 0, 0x51, 2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
            putIp(out, IP_BYTES + UDP_BYTES + payload.length);
            out.putShort((short) 40_000).putShort((short) SyncMessageCodec.PORT);
            out.putShort((short) (UDP_BYTES + payload.length)).putShort((short) 0);
            out.put(payload);
            out.order(ByteOrder.LITTLE_ENDIAN);
        }
        Files.write(file, out.array());
    }

    private static void putIp(ByteBuffer out, int length) {
        int start = out.position();
        out.putShort((short) 0x4500).putShort((short) length).putInt(0);
        out.put((byte) 1).put((byte) 17).putShort((short) 0);
        out.put(new byte[] {10, 0, 0, 1}).put(new byte[] {(byte) 224, 0, 0, 81});
        int sum = 0;
        for (int at = start; at < start + IP_BYTES; at += 2) {
            sum += out.getShort(at) & 0xffff;
        }
        out.putShort(start + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
    }
}
