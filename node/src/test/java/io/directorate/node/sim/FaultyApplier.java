package io.directorate.node.sim;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.node.projection.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Around the real projection: nothing, or a planted fault. Entries are written anew on the way in, as if the projection got them wrong. */
final class FaultyApplier implements LogApplier {
    private static final int FAULTY_DIRECTOR = 1;
    private static final int EVERY = 5;

    private final Projection inner;
    private final Set<PlantedFault> faults;
    private final boolean chosen;
    private int count;

    FaultyApplier(Projection inner, int director, Set<PlantedFault> faults) {
        this.inner = inner;
        this.faults = faults;
        this.chosen = director == FAULTY_DIRECTOR;
    }

    @Override
    public LogPosition applied() {
        return inner.applied();
    }

    @Override
    public void apply(List<CommittedEntry> batch) throws Exception {
        if (faults.isEmpty()) {
            inner.apply(batch);
            return;
        }
        for (CommittedEntry entry : batch) {
            inner.apply(List.of(changed(entry)));
        }
    }

    private CommittedEntry changed(CommittedEntry committed) {
        LogEntry entry = LogEntryCodec.decode(committed.bytes());
        long base = faults.contains(PlantedFault.FORGET_BASE)
                ? inner.image().provenance().sequence()
                : entry.baseSequence();
        List<DecidedCommand> commands = new ArrayList<>(entry.commands());
        boolean turn = chosen && entry.eventCount() > 0 && ++count % EVERY == 0;
        if (turn && faults.contains(PlantedFault.SKIP_INDEX)) {
            commands.clear();
        } else if (turn && faults.contains(PlantedFault.APPLY_TWICE)) {
            entry.commands().forEach(command -> commands.add(again(command)));
        }
        return new CommittedEntry(committed.position(), LogEntryCodec.encode(LogEntry.of(base, commands)));
    }

    /** What the second applying would do if nobody remembered the first: another command with the same events, as far as they fit twice. */
    private static DecidedCommand again(DecidedCommand command) {
        return new DecidedCommand(
                command.commandId() + "-again",
                command.actor(),
                command.reason(),
                command.timeMillis(),
                command.commandDigest(),
                command.events());
    }

    @Override
    public void snapshotTo(Path file) throws Exception {
        inner.snapshotTo(file);
    }

    @Override
    public void restoreFrom(Path file) throws Exception {
        inner.restoreFrom(file);
    }
}
