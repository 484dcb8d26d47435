package io.directorate.node.pki;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text file of labelled Base64 blocks (RFC 7468), read strictly: a block that is cut off or damaged is an error with its line, never
 * skipped. Text between the blocks is allowed, as the RFC has it.
 */
final class PemFile {
    /** More than any chain needs; bounds what a wrong path can make the process read. */
    static final int MAX_BYTES = 64 << 10;

    private static final int LINE_CHARACTERS = 64;
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,39})-----");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private final String name;
    private final List<Block> blocks = new ArrayList<>();

    private PemFile(String name) {
        this.name = name;
    }

    /** One block: what it says it is, what it holds, and the line where it begins. */
    static final class Block {
        private final String label;
        private final byte[] content;
        private final int line;

        private Block(String label, byte[] content, int line) {
            this.label = label;
            this.content = content;
            this.line = line;
        }

        String label() {
            return label;
        }

        byte[] content() {
            return content.clone();
        }

        int line() {
            return line;
        }
    }

    static PemFile read(Path file) throws PkiException {
        byte[] content;
        try {
            if (Files.isDirectory(file)) {
                throw new PkiException(file + " is a folder: name a file in it");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new PkiException(file + " is not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                content = in.readNBytes(MAX_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            throw new PkiException(file + " is not there", e);
        } catch (AccessDeniedException e) {
            throw new PkiException(
                    file + " cannot be read by the user " + System.getProperty("user.name") + ": chown it to that user",
                    e);
        } catch (IOException e) {
            throw new PkiException(file + " cannot be read: " + e.getMessage(), e);
        }
        return parse(file.toString(), content);
    }

    static PemFile parse(String name, byte[] content) throws PkiException {
        if (content.length == 0) {
            throw new PkiException(name + " is empty: copy or issue it again");
        }
        if (content.length > MAX_BYTES) {
            throw new PkiException(name + " is larger than " + MAX_BYTES + " bytes: it is no certificate or key");
        }
        PemFile file = new PemFile(name);
        file.parse(new String(content, StandardCharsets.ISO_8859_1).split("\r?\n", -1));
        if (file.blocks.isEmpty()) {
            throw new PkiException(
                    name + " holds no PEM block (-----BEGIN ...-----): it is no certificate or key in PEM form");
        }
        return file;
    }

    private void parse(String[] lines) throws PkiException {
        int index = 0;
        while (index < lines.length) {
            String line = lines[index].strip();
            Matcher begin = BEGIN.matcher(line);
            if (begin.matches()) {
                index = block(lines, index, begin.group(1));
            } else if (line.startsWith("-----")) {
                throw new PkiException(place(index) + ": a line of dashes that begins no block");
            }
            index++;
        }
    }

    /** Reads one block and returns the index of its last line. */
    private int block(String[] lines, int first, String label) throws PkiException {
        String end = "-----END " + label + "-----";
        StringBuilder base64 = new StringBuilder();
        for (int index = first + 1; index < lines.length; index++) {
            String line = lines[index].strip();
            if (line.equals(end)) {
                blocks.add(new Block(label, decoded(base64.toString(), first, label), first + 1));
                return index;
            }
            if (line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED")) {
                throw new PkiException(place(index)
                        + ": the key is encrypted; a director starts unattended: openssl pkcs8 -topk8 -nocrypt");
            }
            if (!BASE64.matcher(line).matches()) {
                throw new PkiException(place(index) + ": this is no line of Base64, and block " + label + " of line "
                        + (first + 1) + " has not ended: the file is torn or damaged");
            }
            base64.append(line);
        }
        throw new PkiException(place(first) + ": block " + label + " has no end: the file is torn");
    }

    private byte[] decoded(String base64, int index, String label) throws PkiException {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new PkiException(place(index) + ": block " + label + " is damaged: " + e.getMessage(), e);
        }
        if (content.length == 0) {
            throw new PkiException(place(index) + ": block " + label + " is empty");
        }
        return content;
    }

    private String place(int index) {
        return name + ":" + (index + 1);
    }

    /** Where a block begins, for errors. */
    String place(Block block) {
        return name + ":" + block.line();
    }

    String name() {
        return name;
    }

    List<Block> blocks() {
        return List.copyOf(blocks);
    }

    static String format(String label, byte[] content) {
        String base64 =
                Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
