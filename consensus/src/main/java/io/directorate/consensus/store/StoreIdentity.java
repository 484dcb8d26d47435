package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Who a store belongs to. Bound to the files beside it: a store made anew is a new member, because a member that comes
 * back under its old identity with an empty store would never catch up and could break promises it made.
 *
 * @param memberId identity of this store in the group
 * @param groupId the group
 * @param stage how far it has come
 */
public record StoreIdentity(UUID memberId, UUID groupId, Stage stage) {
    private static final int MAX_FILE_BYTES = 1024;
    private static final Pattern FORMAT = Pattern.compile(
            "(member=([0-9a-f-]{36})\ngroup=([0-9a-f-]{36})\n(?:stage=(begun|removed)\n)?)crc32c=([0-9a-f]{8})\n");

    /** How far a store in a group of several has come. */
    public enum Stage {
        /** Made, but perhaps never used; or of one alone, who tells nobody. */
        NEW,
        /** In use: others count on what is in it, so it must not begin again empty. */
        BEGUN,
        /** Its member was removed from the group for good. */
        REMOVED
    }

    /**
     * A store that was not used yet.
     *
     * @param memberId identity of this store in the group
     * @param groupId the group
     */
    public StoreIdentity(UUID memberId, UUID groupId) {
        this(memberId, groupId, Stage.NEW);
    }

    /**
     * The same at another stage.
     *
     * @param next the stage
     * @return a changed copy, to be written
     */
    public StoreIdentity at(Stage next) {
        return new StoreIdentity(memberId, groupId, next);
    }

    /**
     * Reads the identity of a store.
     *
     * @param layout the store
     * @param mendCommand named in the exception
     * @return the identity, absent if the file is missing
     * @throws LogDamagedException if the file is not what was written
     * @throws IOException if it cannot be read
     */
    public static Optional<StoreIdentity> read(StoreLayout layout, String mendCommand) throws IOException {
        Path file = layout.identity();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        long size = Files.size(file);
        String text = size > MAX_FILE_BYTES ? "" : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches() || !checksum(matcher.group(1)).equals(matcher.group(5))) {
            throw new LogDamagedException(
                    file, 0, "the file's checksum or form is wrong (" + size + " bytes)", mendCommand);
        }
        String stage = matcher.group(4);
        return Optional.of(new StoreIdentity(
                UUID.fromString(matcher.group(2)),
                UUID.fromString(matcher.group(3)),
                stage == null ? Stage.NEW : Stage.valueOf(stage.toUpperCase(Locale.ROOT))));
    }

    /**
     * Writes the identity into a directory, durably.
     *
     * @param layout the store
     * @throws IOException if that fails
     */
    public void write(StoreLayout layout) throws IOException {
        Files.createDirectories(layout.store());
        DurableFiles.writeAtomically(layout.identity(), bytes());
        DurableFiles.forceDirectory(layout.root());
    }

    /** The file's content. */
    byte[] bytes() {
        String text = "member=" + memberId + "\ngroup=" + groupId + "\n"
                + (stage == Stage.NEW ? "" : "stage=" + stage.name().toLowerCase(Locale.ROOT) + "\n");
        return (text + "crc32c=" + checksum(text) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }
}
