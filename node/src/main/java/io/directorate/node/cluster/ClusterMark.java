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
 * @param stage how far this director has come in it
 * @param members where members were last seen, this one among them
 */
public record ClusterMark(UUID groupId, Stage stage, List<LogEndpoint> members) {
    private static final int MAX_FILE_BYTES = 64 << 10;

    /** Stands for a cluster that is still to be found. */
    public static final UUID UNKNOWN_GROUP = new UUID(0, 0);

    /** How far a director has come in its cluster. */
    public enum Stage {
        /** It was the first member, or goes on from its journal alone. */
        FOUNDED,
        /** It asks to be taken in. */
        JOINING,
        /** The others have taken it in; should they let it go, it does not come back by itself. */
        JOINED,
        /** It is no member, and follows the feed. */
        FOLLOWING,
        /** Log and journal cannot be used any more: at the next start they are set aside, and it joins anew. */
        REJOINING
    }

    /** Copies the list. */
    public ClusterMark {
        members = List.copyOf(members);
    }

    /**
     * The same at another stage.
     *
     * @param next the stage
     * @return a changed copy
     */
    public ClusterMark at(Stage next) {
        return new ClusterMark(groupId, next, members);
    }

    /**
     * The same, as a member among these.
     *
     * @param now where members are, this one among them
     * @return a changed copy
     */
    public ClusterMark among(List<LogEndpoint> now) {
        return new ClusterMark(groupId, stage == Stage.JOINING ? Stage.JOINED : stage, now);
    }

    /**
     * Tells whether others may have what this director lost.
     *
     * @return false if it is the only member
     */
    public boolean hasOthers() {
        return members.size() > (stage == Stage.FOLLOWING ? 0 : 1);
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
        Optional<Stage> stage = Optional.empty();
        List<LogEndpoint> members = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String value = line.substring(equals + 1);
            switch (equals < 0 ? line : line.substring(0, equals)) {
                case "group" -> group = Optional.of(UUID.fromString(value));
                case "stage" -> stage = Optional.of(Stage.valueOf(value));
                case "member" -> members.add(LogEndpoint.parse(value));
                default -> throw new IllegalArgumentException("the line '" + line + "' is not known");
            }
        }
        return new ClusterMark(
                group.orElseThrow(() -> new IllegalArgumentException("the line group= is missing")),
                stage.orElseThrow(() -> new IllegalArgumentException("the line stage= is missing")),
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
        text.append("stage=").append(stage).append('\n');
        members.forEach(member -> text.append("member=").append(member).append('\n'));
        DurableFiles.writeAtomically(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
