package io.directorate.consensus.store;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.StoreReport.FinishPurge;
import io.directorate.consensus.store.StoreReport.RemoveLeftover;
import io.directorate.consensus.store.StoreReport.Repair;
import io.directorate.consensus.store.StoreReport.TornMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Reads a whole store, without changing anything, and says whether it is clean, can be put right, or is damaged.
 *
 * <p>The store must not be open elsewhere: hold the {@link StoreLock}.
 */
public final class LogStoreCheck {
    private static final String CONFIGURATION_FILE = RaftMetaFile.NAME + ".conf";
    private static final int MAX_CONFIGURATION_BYTES = 1 << 20;

    private final StoreLayout layout;
    private final CheckRequest request;
    private final List<Repair> repairs = new ArrayList<>();

    private LogStoreCheck(StoreLayout layout, CheckRequest request) {
        this.layout = layout;
        this.request = request;
    }

    /**
     * Checks a store.
     *
     * @param layout the store
     * @param request what is known about it
     * @return what was found, with the repairs that are due
     * @throws LogDamagedException if it must not be opened
     * @throws IOException if it cannot be read
     */
    public static StoreReport check(StoreLayout layout, CheckRequest request) throws IOException {
        return new LogStoreCheck(layout, request).run();
    }

    private StoreReport run() throws IOException {
        Optional<StoreIdentity> identity = StoreIdentity.read(layout, request.mendCommand());
        if (identity.isEmpty() || !Files.exists(layout.current(identity.get().groupId()))) {
            return withoutLog(identity);
        }
        StoreIdentity owner = identity.get();
        Optional<SnapshotFile> snapshot = snapshot(owner.groupId());
        LogPosition covered = snapshot.map(SnapshotFile::label).orElse(LogPosition.NONE);
        SegmentsCheck segments = new SegmentsCheck(request, covered);
        segments.run(segmentNames(layout.current(owner.groupId()), covered));
        repairs.addAll(segments.repairs());
        checkAgainstApplied(owner, segments, covered);
        checkMeta(owner, Math.max(segments.last().term(), covered.term()));
        checkConfiguration(owner, Math.max(segments.last().index(), covered.index()));
        for (Path unfinished : DurableFiles.list(layout.arriving(owner.groupId()))) {
            repairs.add(new RemoveLeftover(unfinished));
        }
        LogPosition last = covered.isAfter(segments.last()) ? covered : segments.last();
        return new StoreReport(identity, segments.first(), last, snapshot, repairs);
    }

    private StoreReport withoutLog(Optional<StoreIdentity> identity) throws IOException {
        Path missing = identity.map(owner -> layout.current(owner.groupId())).orElse(layout.identity());
        if (!request.applied().equals(LogPosition.NONE)) {
            throw damaged(missing, 0, "it is missing, but the journal has applied up to " + request.applied());
        }
        if (identity.isPresent() && identity.get().stage() == StoreIdentity.Stage.BEGUN) {
            throw damaged(
                    missing,
                    0,
                    "it is missing, but member " + identity.get().memberId()
                            + " has taken part in its group with this store and must not begin again empty");
        }
        for (Path entry : DurableFiles.list(layout.store())) {
            if (identity.isEmpty() && Files.isDirectory(entry)) {
                throw damaged(missing, 0, "it is missing, but there is a log in " + entry);
            }
        }
        return new StoreReport(identity, -1, LogPosition.NONE, Optional.empty(), repairs);
    }

    private Optional<SnapshotFile> snapshot(UUID groupId) throws IOException {
        Path directory = layout.snapshots(groupId);
        List<SnapshotFile> finished = SnapshotFile.list(directory);
        for (Path file : DurableFiles.list(directory)) {
            if (String.valueOf(file.getFileName()).endsWith(SnapshotFile.PART_SUFFIX)) {
                repairs.add(new RemoveLeftover(file));
            }
        }
        if (finished.isEmpty()) {
            return Optional.empty();
        }
        Optional<LogDamagedException> damage = finished.get(0).verify(request.mendCommand());
        if (damage.isPresent()) {
            throw damage.get();
        }
        return Optional.of(finished.get(0));
    }

    /**
     * Lists the segments in order. Ratis purges from the newest to the oldest, so a purge cut short by a crash leaves a
     * hole; what lies before a hole that the snapshot covers is deleted.
     */
    private List<SegmentName> segmentNames(Path current, LogPosition covered) throws IOException {
        List<SegmentName> names = new ArrayList<>();
        for (Path file : DurableFiles.list(current)) {
            String name = String.valueOf(file.getFileName());
            Optional<SegmentName> segment = SegmentName.parse(file);
            if (segment.isPresent()) {
                names.add(segment.get());
            } else if (name.startsWith("log_")) {
                throw damaged(file, 0, "a file of this name does not belong into a log");
            } else if (name.endsWith(SnapshotFile.PART_SUFFIX)) {
                repairs.add(new RemoveLeftover(file));
            }
        }
        names.sort((a, b) -> Long.compare(a.start(), b.start()));
        for (int i = names.size() - 1; i > 0; i--) {
            SegmentName before = names.get(i - 1);
            boolean hole = !before.open() && names.get(i).start() > before.end() + 1;
            if (hole && names.get(i).start() <= covered.index() + 1) {
                repairs.add(new FinishPurge(
                        names.subList(0, i).stream().map(SegmentName::file).toList()));
                return List.copyOf(names.subList(i, names.size()));
            }
        }
        return names;
    }

    private void checkAgainstApplied(StoreIdentity owner, SegmentsCheck segments, LogPosition covered)
            throws LogDamagedException {
        LogPosition applied = request.applied();
        Path where = segments.lastFile().orElse(layout.current(owner.groupId()));
        if (segments.first() > covered.index() + 1) {
            throw damaged(
                    segments.firstFile().orElse(where),
                    0,
                    "the log begins with entry " + segments.first() + ", but "
                            + (covered.equals(LogPosition.NONE)
                                    ? "there is no snapshot of the entries before"
                                    : "the newest snapshot ends with entry " + covered.index()));
        }
        long end = Math.max(segments.last().index(), covered.index());
        if (applied.index() > end) {
            throw damaged(
                    where,
                    segments.lastOffset(),
                    "the log ends with entry " + end + ", but the journal has applied up to entry " + applied.index());
        }
        long logged = segments.appliedTerm();
        long term = applied.index() == covered.index() ? covered.term() : logged;
        if (term >= 0 && applied.index() >= 0 && term != applied.term()) {
            throw damaged(
                    segments.appliedFile().orElse(where),
                    segments.appliedOffset(),
                    "entry " + applied.index() + " is of term " + term + ", but the journal has applied one of term "
                            + applied.term() + ": log and journal do not belong together");
        }
    }

    private void checkMeta(StoreIdentity owner, long leastTerm) throws IOException {
        Path current = layout.current(owner.groupId());
        Path file = current.resolve(RaftMetaFile.NAME);
        if (!Files.exists(file)) {
            boolean formatting = leastTerm == 0 && request.applied().equals(LogPosition.NONE);
            if (formatting) {
                return;
            }
            throw damaged(file, 0, "it is missing");
        }
        RaftMetaFile.Content content = RaftMetaFile.read(file);
        if (content instanceof RaftMetaFile.Whole whole) {
            if (whole.term() < leastTerm) {
                throw damaged(
                        file, 0, "its term is " + whole.term() + ", but the log has entries of term " + leastTerm);
            }
            boolean knownVote = whole.votedFor().isEmpty()
                    || whole.votedFor().equals(owner.memberId().toString());
            if (request.alone() && !knownVote) {
                throw damaged(file, 0, "it names a vote for " + whole.votedFor() + ", but this member is alone");
            }
        } else if (content instanceof RaftMetaFile.Torn torn) {
            if (!request.alone()) {
                throw damaged(file, 0, torn.found() + ", so what this member voted is forgotten");
            }
            repairs.add(new TornMeta(file, leastTerm));
        } else if (content instanceof RaftMetaFile.Wrong wrong) {
            throw damaged(file, 0, wrong.found());
        }
    }

    private void checkConfiguration(StoreIdentity owner, long lastIndex) throws IOException {
        Path file = layout.current(owner.groupId()).resolve(CONFIGURATION_FILE);
        if (!Files.exists(file)) {
            return;
        }
        long size = Files.size(file);
        if (size == 0 && request.alone()) {
            repairs.add(new RemoveLeftover(file));
            return;
        }
        LogEntryProto entry;
        try {
            entry = LogEntryProto.parseFrom(size > MAX_CONFIGURATION_BYTES ? new byte[] {0} : Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException malformed) {
            throw damaged(file, 0, "it is not a log entry: " + malformed.getMessage());
        }
        if (!entry.hasConfigurationEntry()
                || entry.getConfigurationEntry().getPeersCount() == 0
                || !entry.getUnknownFields().asMap().isEmpty()) {
            throw damaged(file, 0, "it does not name the members of a group");
        }
        if (request.alone()) {
            checkAlone(file, owner, entry, lastIndex);
        }
    }

    private void checkAlone(Path file, StoreIdentity owner, LogEntryProto entry, long lastIndex)
            throws LogDamagedException {
        List<String> peers = entry.getConfigurationEntry().getPeersList().stream()
                .map(RaftPeerProto::getId)
                .map(id -> Objects.requireNonNullElse(id.toStringUtf8(), ""))
                .toList();
        if (!peers.equals(List.of(owner.memberId().toString()))) {
            throw damaged(
                    file,
                    0,
                    "it names the members " + peers + ", but " + owner.memberId() + " is configured to be alone");
        }
        if (entry.getIndex() > lastIndex || entry.getConfigurationEntry().getOldPeersCount() > 0) {
            throw damaged(
                    file, 0, "it is from entry " + entry.getIndex() + ", but the log ends with entry " + lastIndex);
        }
    }

    private LogDamagedException damaged(Path file, long offset, String found) {
        return new LogDamagedException(file, offset, found, request.mendCommand());
    }
}
