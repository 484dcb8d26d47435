package io.directorate.consensus.store;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.SegmentReader.Broken;
import io.directorate.consensus.store.SegmentReader.Entry;
import io.directorate.consensus.store.SegmentReader.Step;
import io.directorate.consensus.store.StoreReport.RemoveLeftover;
import io.directorate.consensus.store.StoreReport.Repair;
import io.directorate.consensus.store.StoreReport.TornTail;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads all segments of a log in order, each record once. */
final class SegmentsCheck {
    private final CheckRequest request;
    private final LogPosition covered;
    private final List<Repair> repairs = new ArrayList<>();
    private Optional<Path> firstFile = Optional.empty();
    private Optional<Path> lastFile = Optional.empty();
    private Optional<Path> appliedFile = Optional.empty();
    private long first = -1;
    private LogPosition last = LogPosition.NONE;
    private long lastOffset;
    private long appliedTerm = -1;
    private long appliedOffset;

    /**
     * Makes a check.
     *
     * @param covered position of the newest snapshot
     */
    SegmentsCheck(CheckRequest request, LogPosition covered) {
        this.request = request;
        this.covered = covered;
    }

    void run(List<SegmentName> segments) throws IOException {
        long expected = -1;
        for (int i = 0; i < segments.size(); i++) {
            SegmentName segment = segments.get(i);
            boolean lastOne = i == segments.size() - 1;
            if (expected >= 0 && segment.start() != expected) {
                throw damaged(
                        segment.file(),
                        0,
                        "it begins with entry " + segment.start() + ", but the segment before it ends" + " with entry "
                                + (expected - 1));
            }
            if (segment.open() && !lastOne) {
                throw damaged(segment.file(), 0, "it is still open, but it is not the last segment");
            }
            if (!segment.open() && segment.end() < segment.start()) {
                throw damaged(segment.file(), 0, "its name ends before it begins");
            }
            if (lastOne && Files.size(segment.file()) == 0 && segment.open()) {
                repairs.add(new RemoveLeftover(segment.file()));
                return;
            }
            expected = read(segment);
        }
    }

    /** Reads one segment; the index that the next one must begin with. */
    private long read(SegmentName segment) throws IOException {
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            SegmentReader reader = new SegmentReader(ByteSource.of(channel), request.maxRecordBytes());
            if (reader.header() instanceof Broken broken) {
                broken(segment, broken, segment.start());
                return segment.start();
            }
            long expected = segment.start();
            while (true) {
                Step step = reader.next(expected);
                if (step instanceof Entry entry) {
                    if (!segment.open() && expected > segment.end()) {
                        throw damaged(
                                segment.file(), entry.offset(), "an entry follows the last one, " + segment.end());
                    }
                    take(segment, entry, expected);
                    expected++;
                } else if (step instanceof Broken broken) {
                    broken(segment, broken, expected);
                    return expected;
                } else {
                    if (!segment.open() && expected != segment.end() + 1) {
                        throw damaged(
                                segment.file(),
                                lastOffset,
                                "the entries " + expected + " to " + segment.end() + " are missing at its end");
                    }
                    return expected;
                }
            }
        }
    }

    private void take(SegmentName segment, Entry entry, long expected) throws LogDamagedException {
        if (entry.index() != expected) {
            throw damaged(
                    segment.file(),
                    entry.offset(),
                    "entry " + entry.index() + " stands where entry " + expected + " should");
        }
        if (entry.term() < last.term()) {
            throw damaged(
                    segment.file(),
                    entry.offset(),
                    "entry " + entry.index() + " is of term " + entry.term() + ", older than term " + last.term()
                            + " before it");
        }
        if (first < 0) {
            first = entry.index();
            firstFile = Optional.of(segment.file());
        }
        last = new LogPosition(entry.term(), entry.index());
        lastFile = Optional.of(segment.file());
        lastOffset = entry.endOffset();
        if (entry.index() == request.applied().index()) {
            appliedTerm = entry.term();
            appliedFile = lastFile;
            appliedOffset = entry.offset();
        }
    }

    /** Decides whether what is broken may be cut off. */
    private void broken(SegmentName segment, Broken broken, long index) throws LogDamagedException {
        boolean known = index <= request.applied().index() || index <= covered.index();
        if (known) {
            String found = broken.found() + "; it was whole once, because entry " + index + " has been applied";
            if (request.alone()
                    && segment.open()
                    && broken.torn()
                    && index <= request.applied().index()) {
                long bytes = Math.max(0, broken.lastNonZero() - broken.offset() + 1);
                throw new AppliedTailTornException(
                        segment.file(), broken.offset(), found, request.mendCommand(), bytes, index);
            }
            throw damaged(segment.file(), broken.offset(), found);
        }
        if (!segment.open()) {
            throw damaged(
                    segment.file(),
                    broken.offset(),
                    broken.found() + ", although the segment was closed with entry " + segment.end());
        }
        boolean cut = broken.torn() || (request.alone() && request.afterFailedWrite());
        if (!cut) {
            throw damaged(segment.file(), broken.offset(), broken.found());
        }
        long bytes = broken.lastNonZero() - broken.offset() + 1;
        if (broken.offset() == 0 && bytes <= 0) {
            // Space was set aside for a new segment, but not even its header was written.
            repairs.add(new RemoveLeftover(segment.file()));
            return;
        }
        repairs.add(new TornTail(segment.file(), broken.offset(), bytes, index));
    }

    private LogDamagedException damaged(Path file, long offset, String found) {
        return new LogDamagedException(file, offset, found, request.mendCommand());
    }

    List<Repair> repairs() {
        return repairs;
    }

    /** Index of the first entry, -1 if there is none. */
    long first() {
        return first;
    }

    /** The last entry. */
    LogPosition last() {
        return last;
    }

    Optional<Path> firstFile() {
        return firstFile;
    }

    Optional<Path> lastFile() {
        return lastFile;
    }

    /** Where the last entry ends. */
    long lastOffset() {
        return lastOffset;
    }

    /** Term of the entry at the applied index, -1 if it is not in a segment. */
    long appliedTerm() {
        return appliedTerm;
    }

    Optional<Path> appliedFile() {
        return appliedFile;
    }

    long appliedOffset() {
        return appliedOffset;
    }
}
