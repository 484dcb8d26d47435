package io.directorate.node.sim;

import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.service.ClusterDelta;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.Provenance;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is agreed: the committed entries in their order, and what they must lead to, worked out by the rules alone and apart from all directors.
 * Here stands what is checked after each step.
 */
final class Agreed {
    private static final long NOT_THERE = -1;

    private final TreeMap<Long, RaftStore.Entry> entries = new TreeMap<>();
    private final TreeMap<Long, Long> sequences = new TreeMap<>();
    private final Map<Long, Integer> leaders = new HashMap<>();
    private final Map<Long, String> chains = new HashMap<>();
    private final Map<String, Done> commands = new HashMap<>();
    private final HistoryChecker history;
    private ClusterImage image = ClusterImage.EMPTY;
    private int stale;

    /** What a command led to. */
    record Done(long lastSequence, int events) {}

    Agreed(HistoryChecker history) {
        this.history = history;
    }

    void leads(int director, long term) {
        Integer other = leaders.putIfAbsent(term, director);
        InvariantBroken.check(
                other == null || other == director,
                Invariant.ONE_LEADER_PER_TERM,
                "directors " + other + " and " + director + " both lead in term " + term);
    }

    void committed(int director, long index, RaftStore.Entry entry) {
        RaftStore.Entry known = entries.get(index);
        if (known != null) {
            InvariantBroken.check(
                    known.term() == entry.term() && Arrays.equals(known.bytes(), entry.bytes()),
                    Invariant.ONE_ORDER,
                    "director " + director + " has another entry committed at index " + index);
            return;
        }
        InvariantBroken.check(
                entries.isEmpty() || entries.lastKey() == index - 1,
                Invariant.ONE_ORDER,
                "director " + director + " commits index " + index + " where nobody has the one before");
        entries.put(index, entry);
        if (!entry.isEmpty()) {
            fold(LogEntryCodec.decode(entry.bytes()), index, entry.term());
        }
        sequences.put(index, image.provenance().sequence());
    }

    private void fold(LogEntry entry, long index, long term) {
        long sequence = image.provenance().sequence();
        if (!fits(entry, sequence)) {
            stale++;
            return;
        }
        ClusterDelta delta = new ClusterDelta(image);
        for (DecidedCommand command : entry.commands()) {
            command.events().forEach(delta::apply);
            sequence += command.events().size();
            commands.put(
                    command.commandId(), new Done(sequence, command.events().size()));
            InvariantBroken.check(
                    !history.isRefused(command.commandId()),
                    Invariant.REFUSED_IS_NOT_DONE,
                    "command " + command.commandId() + " comes to the log at index " + index
                            + ", though every sending of it was refused for certain");
        }
        image = delta.build(new Provenance(sequence, index, term, 0));
    }

    private boolean fits(LogEntry entry, long sequence) {
        Set<String> ids = new HashSet<>();
        for (DecidedCommand command : entry.commands()) {
            if (!ids.add(command.commandId()) || commands.containsKey(command.commandId())) {
                return false;
            }
        }
        return entry.baseSequence() == sequence;
    }

    /** A director has applied all up to an index, and its journal ends like this. */
    void applied(int director, long index, long sequence, String chain) {
        long expected = sequences.getOrDefault(index, NOT_THERE);
        InvariantBroken.check(
                expected != NOT_THERE,
                Invariant.APPLIED_AS_AGREED,
                "director " + director + " has applied index " + index + ", which is not committed");
        InvariantBroken.check(
                expected == sequence,
                Invariant.APPLIED_AS_AGREED,
                "director " + director + " stands at event " + sequence + " after index " + index
                        + ", where the agreed log leads to " + expected);
        String other = chains.putIfAbsent(index, chain);
        InvariantBroken.check(
                other == null || other.equals(chain),
                Invariant.SAME_HISTORY,
                "director " + director + " has another chain of events after index " + index + " than others");
    }

    void acknowledged(String commandId, long sequence, int events) {
        Done done = commands.get(commandId);
        InvariantBroken.check(
                done != null && done.events == events && (events == 0 || done.lastSequence == sequence),
                Invariant.ACKNOWLEDGED_IS_AGREED,
                "command " + commandId + " was acknowledged as " + events + " events up to " + sequence
                        + "; in the agreed log it is " + Optional.ofNullable(done));
    }

    void refused(String commandId) {
        InvariantBroken.check(
                !history.isRefused(commandId) || !commands.containsKey(commandId),
                Invariant.REFUSED_IS_NOT_DONE,
                "command " + commandId + " was refused for certain each time, but is in the log: "
                        + commands.get(commandId));
    }

    ClusterImage image() {
        return image;
    }

    long sequence() {
        return image.provenance().sequence();
    }

    /** The last index that holds commands, whether or not they fitted. */
    long lastIndex() {
        for (Map.Entry<Long, RaftStore.Entry> entry : entries.descendingMap().entrySet()) {
            if (!entry.getValue().isEmpty()) {
                return entry.getKey();
            }
        }
        return -1;
    }

    int commands() {
        return commands.size();
    }

    /** How many entries were decided on another sequence than the one they met. */
    int stale() {
        return stale;
    }
}
