package io.directorate.events.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The newest anchor that this director signed, kept beside its key and not in the database: whoever rewrites the database, or takes rows off its end,
 * does not change it.
 *
 * <p>May be older than the database, by what a crash leaves; is newer only if rows were lost that the log must bring again.
 *
 * @param sequence of the row
 * @param hash of the row
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and the array never changed.
record Witness(long sequence, byte[] hash) {
    static final String FILE = "journal-anchor.last";

    static void write(Path directory, Anchor anchor) {
        Path file = directory.resolve(FILE);
        Path part = JournalFiles.beside(file, ".part");
        HexFormat hex = HexFormat.of();
        String text = String.join(
                "\n",
                Long.toString(anchor.sequence()),
                hex.formatHex(anchor.hash()),
                Long.toString(anchor.timeMillis()),
                hex.formatHex(anchor.imageHash()),
                hex.formatHex(anchor.signature()),
                "");
        try {
            Files.writeString(part, text, StandardCharsets.US_ASCII);
            JournalFiles.force(part);
            JournalFiles.move(part, file);
        } catch (IOException e) {
            throw new JournalException("cannot write the last anchor to " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the witness, if there is one that this director's key signed. */
    static Optional<Witness> read(Path directory, AnchorKeys keys) {
        Path file = directory.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            HexFormat hex = HexFormat.of();
            Anchor anchor = new Anchor(
                    Long.parseLong(lines.get(0)),
                    hex.parseHex(lines.get(1)),
                    Long.parseLong(lines.get(2)),
                    hex.parseHex(lines.get(3)),
                    keys.publicKey(),
                    hex.parseHex(lines.get(4)));
            if (!anchor.signatureFits()) {
                throw new IllegalArgumentException("its signature is not of the key beside it");
            }
            return Optional.of(new Witness(anchor.sequence(), anchor.hash()));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new JournalException(
                    "cannot use the last anchor in " + file + ": " + e.getMessage()
                            + "; if the key or the history was replaced on purpose, remove the file",
                    e);
        }
    }
}
