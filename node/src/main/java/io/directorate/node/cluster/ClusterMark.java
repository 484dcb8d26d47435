package io.directorate.node.cluster;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.store.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a director's folder remembers of its cluster beside the log itself: needed when the log is gone or cannot be read.
 *
 * @param groupId the cluster's log
 * @param origin how this director came to it
 * @param rejoin whether log and journal are to be set aside at the next start, because they cannot be used any more
 * @param members where members were last seen, this one among them
 */
public record ClusterMark(UUID groupId, Origin origin, boolean rejoin, List<LogEndpoint> members) {
    private static final int MAX_FILE_BYTES = 64 << 10;

    /** Stands for a cluster that is still to be found. */
    public static final UUID UNKNOWN_GROUP = new UUID(0, 0);

    /** How a director came to its cluster. */
    public enum Origin {
        /** It was its first member, or goes on from its journal alone. */
        FOUNDED,
        /** Others took it in: an empty log waits for them. */
        JOINED
    }

    /** Copies the list. */
    public ClusterMark {
        members = List.copyOf(members);
    }

    /**
     * The same, with what is known of the members now.
     *
     * @param now where they are
     * @return a changed copy
     */
    public ClusterMark withMembers(List<LogEndpoint> now) {
        return new ClusterMark(groupId, origin, rejoin, now);
    }

    /**
     * The same, to begin with an empty log and journal at the next start.
     *
     * @return a changed copy
     */
    public ClusterMark toRejoin() {
        return new ClusterMark(groupId, Origin.JOINED, true, members);
    }

    /**
     * The same, after log and journal were set aside.
     *
     * @return a changed copy
     */
    public ClusterMark joining() {
        return new ClusterMark(groupId, Origin.JOINED, false, members);
    }

    /**
     * Tells whether others may have what this director lost.
     *
     * @return false if it is the only member
     */
    public boolean hasOthers() {
        return members.size() > 1;
    }

    /**
     * Reads the file.
     *
     * @param file as {@link #write} wrote it
     * @return absent if there is no such file: the director is in no cluster
     * @throws IOException if it cannot be read or is not what it should be
     */
    public static Optional<ClusterMark> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes: it is not what was written");
        }
        try {
            return Optional.of(parse(Files.readAllLines(file, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + ": " + e.getMessage()
                            + "; to join the cluster again from nothing, move the director's dataDir away",
                    e);
        }
    }

    private static ClusterMark parse(List<String> lines) {
        Optional<UUID> group = Optional.empty();
        Optional<Origin> origin = Optional.empty();
        boolean rejoin = false;
        List<LogEndpoint> members = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String value = line.substring(equals + 1);
            switch (equals < 0 ? line : line.substring(0, equals)) {
                case "group" -> group = Optional.of(UUID.fromString(value));
                case "origin" -> origin = Optional.of(Origin.valueOf(value));
                case "rejoin" -> rejoin = value.equals("true");
                case "member" -> members.add(LogEndpoint.parse(value));
                default -> throw new IllegalArgumentException("the line '" + line + "' is not known");
            }
        }
        return new ClusterMark(
                group.orElseThrow(() -> new IllegalArgumentException("the line group= is missing")),
                origin.orElseThrow(() -> new IllegalArgumentException("the line origin= is missing")),
                rejoin,
                members);
    }

    /**
     * Writes the file, durably and in one step.
     *
     * @param file to write
     * @throws IOException if it cannot be written; the old one is there still
     */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("group=").append(groupId).append('\n');
        text.append("origin=").append(origin).append('\n');
        text.append("rejoin=").append(rejoin).append('\n');
        members.forEach(member -> text.append("member=").append(member).append('\n'));
        DurableFiles.writeAtomically(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
