package io.directorate.events.journal;

import io.directorate.events.journal.JournalDamagedException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keeps a second process out, and looks at a journal's files before SQLite opens them. */
final class FileGuard implements AutoCloseable {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;

    private final Path file;
    private final JournalOptions options;
    private final FileChannel lockChannel;

    private FileGuard(Path file, JournalOptions options, FileChannel lockChannel) {
        this.file = file;
        this.options = options;
        this.lockChannel = lockChannel;
    }

    static FileGuard lock(Path file, JournalOptions options) {
        Path lockFile = JournalFiles.beside(file, ".lock");
        try {
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new JournalException("journal " + file + " is open already, here or in another process ("
                        + lockFile + " is locked); end that first");
            }
            return new FileGuard(file, options, channel);
        } catch (IOException e) {
            throw new JournalException(
                    "cannot lock " + lockFile + ": " + e + "; check that its directory exists, who owns"
                            + " it, and that there is room on the disk",
                    e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Ends a replacement that a crash interrupted. */
    Optional<String> finishInterrupted() throws IOException {
        return Copies.finishInterrupted(file);
    }

    /** Looks at the files; returns what the operator should know. */
    List<String> look() {
        List<String> notices = new ArrayList<>();
        Path wal = JournalFiles.wal(file);
        try {
            finishInterrupted().ifPresent(notices::add);
            if (Files.notExists(file)) {
                if (Files.exists(wal) && Files.size(wal) > 0) {
                    throw damaged(file, Damage.at(0, "the database is missing, though its write-ahead log is there"));
                }
                return notices;
            }
            WalScan.Result scan = WalScan.scan(wal);
            if (scan.damage().isPresent()) {
                throw damaged(wal, scan.damage().get());
            }
            scan.notice().ifPresent(notices::add);
            checkHeader(scan.frames());
            return notices;
        } catch (IOException e) {
            throw new JournalException("cannot read journal " + file + ": " + e, e);
        }
    }

    /** No connection is open yet, so the database may be opened here. */
    private void checkHeader(long walFrames) throws IOException {
        long size = Files.size(file);
        if (size == 0
                && walFrames == 0
                && Files.notExists(options.keyDirectory().resolve(Witness.FILE))) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count;
            do {
                count = channel.read(header);
            } while (count > 0);
        }
        if (Files.exists(JournalFiles.beside(file, "-journal"))) {
            // The very first transaction, before the write-ahead log: SQLite takes it back.
            return;
        }
        if (header.hasRemaining()) {
            throw damaged(file, Damage.at(size, "the file ends after " + size + " bytes, within its header"));
        }
        if (!Arrays.equals(Arrays.copyOf(header.array(), MAGIC.length), MAGIC)) {
            throw damaged(file, Damage.at(0, "it is not an SQLite database"));
        }
        long pageBytes = header.getShort(16) == 1 ? 65_536 : header.getShort(16) & 0xffff;
        long pages = header.getInt(28) & 0xffff_ffffL;
        if (walFrames == 0 && size < pages * pageBytes) {
            throw damaged(
                    file,
                    Damage.at(size, "the file ends after " + size + " bytes, its header says " + pages * pageBytes));
        }
    }

    private JournalDamagedException damaged(Path where, Damage damage) {
        return new JournalDamagedException(where, damage, options.mendCommand(), null);
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}
