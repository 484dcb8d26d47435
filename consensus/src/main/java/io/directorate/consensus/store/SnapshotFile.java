package io.directorate.consensus.store;

import io.directorate.consensus.log.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot and the position it was made at, named as Ratis names it (Ratis 3.3, {@code SimpleStateMachineStorage}):
 * {@code snapshot.TERM_INDEX}, with its digest in a file of the same name and {@code .md5}.
 *
 * @param file the snapshot
 * @param label position of the last entry it contains
 */
public record SnapshotFile(Path file, LogPosition label) {
    /** Suffix of a snapshot that is still being written. */
    public static final String PART_SUFFIX = ".part";

    private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d{1,18})_(\\d{1,18})");
    private static final Pattern DIGEST = Pattern.compile("([0-9a-f]{32}) [ *]([^\n]+)\n");
    private static final int MAX_DIGEST_FILE_BYTES = 1024;
    private static final int BUFFER_BYTES = 256 << 10;

    /** Lists the finished snapshots of a directory, newest first; one without a digest file was never finished. */
    static List<SnapshotFile> list(Path directory) throws IOException {
        return DurableFiles.list(directory).stream()
                .flatMap(path -> parse(path).stream())
                .filter(snapshot -> Files.exists(snapshot.digestFile()))
                .sorted(Comparator.comparing(SnapshotFile::label).reversed())
                .toList();
    }

    /** Reads a file name; absent if it is not a snapshot's. */
    static Optional<SnapshotFile> parse(Path file) {
        Path nameOnly = file.getFileName();
        Matcher matcher = NAME.matcher(nameOnly == null ? "" : nameOnly.toString());
        return matcher.matches()
                ? Optional.of(new SnapshotFile(
                        file, new LogPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))))
                : Optional.empty();
    }

    /**
     * Where a snapshot of a position lies.
     *
     * @param directory the snapshots' directory
     * @param label its position
     * @return the snapshot, which need not exist
     */
    public static SnapshotFile at(Path directory, LogPosition label) {
        return new SnapshotFile(directory.resolve("snapshot." + label.term() + "_" + label.index()), label);
    }

    /**
     * Where its digest lies.
     *
     * @return path of the digest file
     */
    public Path digestFile() {
        return file.resolveSibling(file.getFileName() + ".md5");
    }

    /**
     * Makes a written copy the snapshot: digest first, then rename, each forced, so that a snapshot that can be seen is
     * whole.
     *
     * @param part the copy, in the same directory
     * @return the copy's MD5 in hexadecimal
     * @throws IOException if that fails
     */
    public String publish(Path part) throws IOException {
        DurableFiles.forceFile(part);
        String digest = digestOf(part);
        DurableFiles.writeAtomically(
                digestFile(), (digest + " *" + file.getFileName() + "\n").getBytes(StandardCharsets.US_ASCII));
        DurableFiles.moveIntoPlace(part, file);
        return digest;
    }

    /** Compares content and digest; empty if they fit, else what is wrong. */
    Optional<LogDamagedException> verify(String mendCommand) throws IOException {
        String text = Files.size(digestFile()) > MAX_DIGEST_FILE_BYTES
                ? ""
                : new String(Files.readAllBytes(digestFile()), StandardCharsets.ISO_8859_1);
        Matcher matcher = DIGEST.matcher(text);
        if (!matcher.matches() || !matcher.group(2).equals(String.valueOf(file.getFileName()))) {
            return Optional.of(new LogDamagedException(
                    digestFile(), 0, "it is not the digest of " + file.getFileName(), mendCommand));
        }
        String computed = digestOf(file);
        return computed.equals(matcher.group(1))
                ? Optional.empty()
                : Optional.of(new LogDamagedException(
                        file,
                        0,
                        "its " + Files.size(file) + " bytes have the MD5 " + computed + ", but the digest file says "
                                + matcher.group(1),
                        mendCommand));
    }

    private static String digestOf(Path file) throws IOException {
        MessageDigest md5;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                md5.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(md5.digest());
    }
}
