package io.directorate.consensus.raft;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A small durable state: a file of batches, each of a length, a CRC and entries of term, index and bytes; a batch is
 * there as a whole or not at all. Keeps the entries in memory too.
 */
final class FileApplier implements LogApplier, AutoCloseable {
    private final Path file;
    private final boolean force;
    private final List<CommittedEntry> entries = new ArrayList<>();
    private FileChannel channel;
    private volatile LogPosition applied = LogPosition.NONE;
    private int batches;

    private FileApplier(Path file, boolean force) throws IOException {
        this.file = file;
        this.force = force;
        this.channel = load();
    }

    static FileApplier open(Path file) throws IOException {
        return new FileApplier(file, true);
    }

    /** Without forcing to disk: for figures of the log alone. */
    static FileApplier openUnforced(Path file) throws IOException {
        return new FileApplier(file, false);
    }

    private FileChannel load() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel opened =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        entries.clear();
        applied = LogPosition.NONE;
        ByteBuffer all = ByteBuffer.allocate((int) opened.size());
        while (all.hasRemaining() && opened.read(all) >= 0) {
            // Reads on.
        }
        all.flip();
        int whole = 0;
        while (all.remaining() >= 8) {
            int length = all.getInt();
            int crc = all.getInt();
            if (length < 0 || length > all.remaining() || crc(all.slice(all.position(), length)) != crc) {
                break;
            }
            int end = all.position() + length;
            while (all.position() < end) {
                LogPosition position = new LogPosition(all.getLong(), all.getLong());
                byte[] bytes = new byte[all.getInt()];
                all.get(bytes);
                entries.add(new CommittedEntry(position, bytes));
                applied = position;
            }
            whole = end;
        }
        opened.truncate(whole);
        opened.position(whole);
        return opened;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public LogPosition applied() {
        return applied;
    }

    @Override
    public synchronized void apply(List<CommittedEntry> batch) throws IOException {
        int length = batch.stream().mapToInt(entry -> 20 + entry.bytes().length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(8 + length);
        buffer.putInt(length).putInt(0);
        for (CommittedEntry entry : batch) {
            buffer.putLong(entry.position().term()).putLong(entry.position().index());
            buffer.putInt(entry.bytes().length).put(entry.bytes());
        }
        buffer.putInt(4, crc(buffer.duplicate().flip().position(8).slice()));
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        if (force) {
            channel.force(false);
        }
        entries.addAll(batch);
        batches++;
        applied = batch.get(batch.size() - 1).position();
    }

    /** Loses everything, as an emptied disk does. */
    synchronized void clear() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
        channel = load();
    }

    @Override
    public synchronized void snapshotTo(Path to) throws IOException {
        channel.force(true);
        Files.copy(file, to);
    }

    @Override
    public synchronized void restoreFrom(Path from) throws IOException {
        channel.close();
        Path part = file.resolveSibling("restore.part");
        Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.forceFile(part);
        DurableFiles.moveIntoPlace(part, file);
        channel = load();
    }

    synchronized List<CommittedEntry> entries() {
        return List.copyOf(entries);
    }

    synchronized List<String> texts() {
        return entries.stream()
                .map(entry -> new String(entry.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    synchronized int batches() {
        return batches;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
