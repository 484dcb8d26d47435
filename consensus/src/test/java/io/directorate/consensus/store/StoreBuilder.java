package io.directorate.consensus.store;

import io.directorate.consensus.log.LogPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Builds stores byte by byte, whole or broken on purpose. */
final class StoreBuilder {
    static final String MEND = "mend it --data-dir /d";

    final StoreLayout layout;
    final StoreIdentity identity = new StoreIdentity(new UUID(1, 2), new UUID(3, 4));

    StoreBuilder(Path root) {
        layout = new StoreLayout(root);
        try {
            identity.write(layout);
            Files.createDirectories(current());
            meta("term=9\nvotedFor=" + identity.memberId() + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path current() {
        return layout.current(identity.groupId());
    }

    Path file(String name) {
        return current().resolve(name);
    }

    StoreBuilder meta(String content) throws IOException {
        Files.write(file("raft-meta"), content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    StoreBuilder configuration(List<String> members, long index) throws IOException {
        RaftConfigurationProto.Builder peers = RaftConfigurationProto.newBuilder();
        members.forEach(member -> peers.addPeers(RaftPeerProto.newBuilder().setId(ByteString.copyFromUtf8(member))));
        LogEntryProto entry = LogEntryProto.newBuilder()
                .setTerm(1)
                .setIndex(index)
                .setConfigurationEntry(peers)
                .build();
        Files.write(file("raft-meta.conf"), entry.toByteArray());
        return this;
    }

    /** A segment of entries of one term, from the first to the last index, then padding of zeros. */
    StoreBuilder segment(String name, long term, long from, long to, int padding) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SegmentReader.HEADER);
        for (long index = from; index <= to; index++) {
            out.writeBytes(record(term, index, ("entry " + index).getBytes(StandardCharsets.UTF_8)));
        }
        out.writeBytes(new byte[padding]);
        Files.write(file(name), out.toByteArray());
        return this;
    }

    StoreBuilder snapshot(long term, long index, String content) throws IOException {
        Path directory = layout.snapshots(identity.groupId());
        Files.createDirectories(directory);
        Path part = directory.resolve("copy.part");
        Files.writeString(part, content);
        SnapshotFile.at(directory, new LogPosition(term, index)).publish(part);
        return this;
    }

    static byte[] record(long term, long index, byte[] data) {
        LogEntryProto entry = LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(index)
                .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder()
                        .setLogData(ByteString.copyFrom(data))
                        .setClientId(ByteString.copyFrom(new byte[16]))
                        .setCallId(index))
                .build();
        byte[] body = entry.toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = body.length;
        while (length >= 0x80) {
            out.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(body);
        CRC32C crc = new CRC32C();
        crc.update(out.toByteArray());
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return out.toByteArray();
    }

    void append(String name, byte[] bytes) throws IOException {
        Files.write(file(name), bytes, java.nio.file.StandardOpenOption.APPEND);
    }

    CheckRequest request(LogPosition applied) {
        return new CheckRequest(applied, true, false, 1 << 20, MEND);
    }

    StoreReport check(LogPosition applied) throws IOException {
        return LogStoreCheck.check(layout, request(applied));
    }

    StorePreflight.Result preflight(LogPosition applied) throws IOException {
        return StorePreflight.run(layout, request(applied));
    }
}
