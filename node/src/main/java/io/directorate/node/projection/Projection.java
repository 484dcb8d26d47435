package io.directorate.node.projection;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.EncodedEntry;
import io.directorate.events.codec.EncodedEvent;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.codec.UnknownEventException;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalBatch;
import io.directorate.events.journal.JournalCommand;
import io.directorate.events.journal.JournalEvent;
import io.directorate.events.journal.JournalPosition;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterDelta;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.FeatureSet;
import io.directorate.events.service.Provenance;
import io.directorate.events.service.Rejection;
import io.directorate.node.command.CommandResult;
import io.directorate.node.config.DirectorConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds committed entries into the journal and the image: the only writer of both.
 *
 * <p>An entry names the sequence that it was decided on. If the image is not there, the entry is refused, by every director in the same way:
 * its position is recorded, its events are not. The leader then decides its commands again.
 *
 * <p>{@link #image} and the look-ups may be called from any thread; the rest only by the service log.
 */
public final class Projection implements LogApplier, AutoCloseable {
    /** How many refused entries are remembered for the leader to ask about. */
    private static final int MAX_REFUSED_REMEMBERED = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);

    private final Journal journal;
    private final FeatureSet features;
    private final ImageKeeper keeper;
    private final CopyOnWriteArrayList<Follower> followers = new CopyOnWriteArrayList<>();
    private final ConcurrentSkipListSet<Long> refused = new ConcurrentSkipListSet<>();
    private volatile Optional<EncodedEntry> expected = Optional.empty();
    private volatile Optional<String> stopped = Optional.empty();
    private volatile ClusterImage image;

    /**
     * Rebuilds the image from the journal.
     *
     * @param journal open; its writer from now on
     * @param bounds of the journal: how often an image is kept, and how many events
     * @throws ApplyStoppedException if the journal holds an event that this build does not know
     */
    public Projection(Journal journal, DirectorConfig.History bounds) throws ApplyStoppedException {
        this(journal, bounds, FeatureSet.THIS_BUILD);
    }

    /**
     * Rebuilds the image from the journal, as a certain build does.
     *
     * @param journal open; its writer from now on
     * @param bounds of the journal: how often an image is kept, and how many events
     * @param features of the build
     * @throws ApplyStoppedException if the journal holds an event that the build does not know
     */
    public Projection(Journal journal, DirectorConfig.History bounds, FeatureSet features)
            throws ApplyStoppedException {
        this(journal, sequence -> ImageKeeper.started(journal, bounds, sequence), features);
    }

    /** Takes a keeper of images of the caller's, made for the sequence of the image that the journal leads to. */
    Projection(Journal journal, LongFunction<ImageKeeper> keepers, FeatureSet features) throws ApplyStoppedException {
        this.journal = journal;
        this.features = features;
        this.image = History.imageAt(journal, Long.MAX_VALUE, features);
        this.keeper = keepers.apply(image.provenance().sequence());
    }

    /**
     * Returns the present image.
     *
     * @return immutable
     */
    public ClusterImage image() {
        return image;
    }

    /**
     * Returns what this build knows.
     *
     * @return the same all the time
     */
    public FeatureSet features() {
        return features;
    }

    /**
     * Tells why no entry is applied any more: one holds an event that this build does not know.
     *
     * @return in words, with what to do; empty while entries are applied
     */
    public Optional<String> stopped() {
        return stopped;
    }

    /**
     * Notes that no entry is applied any more.
     *
     * @param where what is not known stands
     * @param unknown what that is
     * @return why, in words, with what to do
     */
    public String stop(String where, UnknownEventException unknown) {
        String why = where + ": " + unknown.getMessage() + ApplyStoppedException.REMEDY;
        stopped = Optional.of(why);
        return why;
    }

    /**
     * Adds a follower; it gets the images after this call.
     *
     * @param follower to call
     */
    public void follow(Follower follower) {
        followers.add(follower);
    }

    /**
     * Tells what became of a command id earlier.
     *
     * @param commandId of a command
     * @param digest of what it asks for
     * @return its result if it was applied before; a refusal if the id was used for something else; empty if it is new
     */
    public Optional<CommandResult> findCommand(String commandId, String digest) {
        return journal.find(commandId).map(found -> {
            if (!found.digest().equals(digest)) {
                return new CommandResult.Refused(new Rejection(
                        Rejection.Rule.COMMAND_ID_REUSED,
                        "",
                        "command id '" + commandId + "' was used before for another change; use a new one"));
            }
            return new CommandResult.Applied(
                    found.lastSequence(), (int) (found.lastSequence() - found.firstSequence() + 1), true);
        });
    }

    /**
     * Tells whether an applied entry was taken or refused as stale.
     *
     * @param index of the entry
     * @return false if it was refused
     */
    public boolean accepted(long index) {
        return !refused.contains(index);
    }

    @Override
    public LogPosition applied() {
        return position(journal.applied());
    }

    /**
     * Says a journal's position in the log's words.
     *
     * @param position of a journal
     * @return {@link LogPosition#NONE} for a journal that has applied nothing
     */
    public static LogPosition position(JournalPosition position) {
        return position.index() < 0 ? LogPosition.NONE : new LogPosition(position.term(), position.index());
    }

    /** What stands before an entry that is not known is applied, so that this director comes as far as it can. */
    @Override
    public void apply(List<CommittedEntry> batch) throws Exception {
        List<EncodedEntry> entries = new ArrayList<>(batch.size());
        Optional<ApplyStoppedException> stop = Optional.empty();
        for (CommittedEntry committed : batch) {
            try {
                entries.add(decode(committed));
            } catch (ApplyStoppedException e) {
                stop = Optional.of(e);
                break;
            }
        }
        if (!entries.isEmpty()) {
            apply(batch.subList(0, entries.size()), entries);
        }
        if (stop.isPresent()) {
            stopped = Optional.of(String.valueOf(stop.get().getMessage()));
            throw stop.get();
        }
    }

    private void apply(List<CommittedEntry> batch, List<EncodedEntry> entries) {
        ClusterImage before = image;
        ClusterDelta delta = new ClusterDelta(before);
        List<JournalBatch> rows = new ArrayList<>(batch.size());
        long sequence = before.provenance().sequence();
        long timeMillis = before.provenance().timeMillis();
        for (int i = 0; i < batch.size(); i++) {
            CommittedEntry committed = batch.get(i);
            EncodedEntry encoded = entries.get(i);
            LogEntry entry = encoded.entry();
            List<JournalCommand> commands = new ArrayList<>();
            if (fits(entry, sequence)) {
                Iterator<EncodedEvent> events = encoded.events().iterator();
                for (DecidedCommand command : entry.commands()) {
                    command.events().forEach(delta::apply);
                    sequence += command.events().size();
                    timeMillis = command.timeMillis();
                    commands.add(row(command, events));
                }
            } else {
                remember(committed.position().index(), entry.baseSequence(), sequence);
            }
            rows.add(new JournalBatch(
                    committed.position().index(), committed.position().term(), commands));
        }
        journal.append(rows);
        LogPosition last = batch.get(batch.size() - 1).position();
        ClusterImage after = delta.build(new Provenance(sequence, last.index(), last.term(), timeMillis));
        image = after;
        keeper.changed(after);
        Set<ServiceKey> changed = new LinkedHashSet<>(delta.changedServices());
        changed.addAll(delta.deletedServices());
        tell(new ImageChange(changed, delta.zeroed(), after));
    }

    /**
     * Says what is about to be appended here, so that it need not be read again when it comes back from the log.
     *
     * @param entry the last one that was encoded; takes the place of the one before
     */
    public void expect(EncodedEntry entry) {
        expected = Optional.of(entry);
    }

    private EncodedEntry decode(CommittedEntry committed) throws ApplyStoppedException {
        Optional<EncodedEntry> known = expected;
        if (known.isPresent() && Arrays.equals(known.get().bytes(), committed.bytes())) {
            expected = Optional.empty();
            return known.get();
        }
        try {
            return LogEntryCodec.decodeWithEvents(committed.bytes(), features);
        } catch (UnknownEventException e) {
            throw new ApplyStoppedException(
                    "log entry " + committed.position().index() + ": " + e.getMessage() + ApplyStoppedException.REMEDY,
                    e);
        }
    }

    /** Base and command ids fit: the second cannot fail where the first holds, and is there to prove it. */
    private boolean fits(LogEntry entry, long sequence) {
        if (entry.baseSequence() != sequence) {
            return false;
        }
        Set<String> ids = new HashSet<>();
        for (DecidedCommand command : entry.commands()) {
            if (!ids.add(command.commandId())
                    || journal.find(command.commandId()).isPresent()) {
                return false;
            }
        }
        return true;
    }

    private void remember(long index, long base, long sequence) {
        LOG.warn("Log entry {} was decided on sequence {}, the image is at {}: refused", index, base, sequence);
        refused.add(index);
        while (refused.size() > MAX_REFUSED_REMEMBERED) {
            refused.pollFirst();
        }
    }

    /** Takes the command's events from those of its entry. */
    private static JournalCommand row(DecidedCommand command, Iterator<EncodedEvent> encoded) {
        List<JournalEvent> events = new ArrayList<>(command.events().size());
        for (int i = 0; i < command.events().size(); i++) {
            EncodedEvent event = encoded.next();
            events.add(new JournalEvent(event.type(), event.event().subjects(), event.json()));
        }
        return new JournalCommand(
                command.commandId(),
                command.commandDigest(),
                command.actor(),
                command.reason(),
                command.timeMillis(),
                events);
    }

    private void tell(ImageChange change) {
        for (Follower follower : followers) {
            try {
                follower.onChange(change);
            } catch (RuntimeException e) {
                LOG.error("A follower of the image failed at {}", change.image(), e);
            }
        }
    }

    @Override
    public void snapshotTo(Path file) throws Exception {
        journal.snapshotTo(file);
    }

    @Override
    public void restoreFrom(Path file) throws Exception {
        ClusterImage before = image;
        keeper.replace(() -> {
            journal.restoreFrom(file);
            image = restored();
            return image.provenance().sequence();
        });
        ClusterImage after = image;
        Set<ServiceKey> all = new LinkedHashSet<>(before.services().keySet());
        all.addAll(after.services().keySet());
        tell(new ImageChange(all, List.of(), after));
    }

    /** The journal is the cluster's, even where this build cannot follow it: a newer one goes on with it. */
    private ClusterImage restored() throws ApplyStoppedException {
        try {
            return History.imageAt(journal, Long.MAX_VALUE, features);
        } catch (ApplyStoppedException e) {
            stopped = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Ends what goes on in the background; the journal may be closed after this. */
    @Override
    public void close() {
        keeper.close();
    }
}
