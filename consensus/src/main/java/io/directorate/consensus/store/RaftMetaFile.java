package io.directorate.consensus.store;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Ratis's file of term and vote (Ratis 3.3, {@code RaftStorageMetadataFileImpl}): a properties file with {@code term}
 * and {@code votedFor}.
 */
final class RaftMetaFile {
    static final String NAME = "raft-meta";

    private static final int MAX_BYTES = 4096;

    private RaftMetaFile() {}

    /** What a file contains. */
    sealed interface Content permits Whole, Torn, Wrong {}

    /** A whole file. */
    record Whole(long term, String votedFor) implements Content {}

    /** The beginning of a file that was never finished, or an empty one, or one of zeros. */
    record Torn(String found) implements Content {}

    /** Anything else. */
    record Wrong(String found) implements Content {}

    static Content read(Path file) throws IOException {
        long size = Files.size(file);
        return size > MAX_BYTES ? new Wrong("it has " + size + " bytes") : parse(Files.readAllBytes(file));
    }

    static Content parse(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        if (end == 0) {
            return new Torn("it is empty or all zeros (" + bytes.length + " bytes)");
        }
        if (end < bytes.length || bytes[end - 1] != '\n') {
            return new Torn("it breaks off after " + end + " bytes");
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException malformed) {
            return new Wrong("it is not a properties file: " + malformed.getMessage());
        }
        @Nullable String term = properties.getProperty("term");
        @Nullable String vote = properties.getProperty("votedFor");
        if (term == null && vote == null && properties.isEmpty()) {
            return new Torn("it breaks off behind the comment");
        }
        if (term == null || vote == null) {
            boolean oneOfTwo = properties.size() == 1 && (term != null || vote != null);
            String found = "it lacks " + (term == null ? "term" : "votedFor");
            return oneOfTwo ? new Torn(found) : new Wrong(found);
        }
        try {
            long value = Long.parseLong(term);
            return value < 0 ? new Wrong("its term is " + value) : new Whole(value, vote);
        } catch (NumberFormatException malformed) {
            return new Wrong("its term is \"" + term + "\", not a number");
        }
    }

    static byte[] bytes(long term, String votedFor) {
        return ("term=" + term + "\nvotedFor=" + votedFor + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
