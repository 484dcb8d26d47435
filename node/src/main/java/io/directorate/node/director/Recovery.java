package io.directorate.node.director;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.CheckRequest;
import io.directorate.consensus.store.DurableFiles;
import io.directorate.consensus.store.LogDamagedException;
import io.directorate.consensus.store.LogStoreCheck;
import io.directorate.consensus.store.LogStoreRecovery;
import io.directorate.consensus.store.StoreLayout;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalDamagedException;
import io.directorate.events.journal.JournalException;
import io.directorate.events.journal.JournalOptions;
import io.directorate.events.journal.VerifyReport;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.cluster.ClusterMark;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.projection.ApplyStoppedException;
import io.directorate.node.projection.History;
import io.directorate.node.projection.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Mends the log or the journal of a director that is stopped and stands alone.
 *
 * <p>Each can be made from the other: the journal holds every acknowledged event; the log holds a copy of the journal and the entries since.
 * What is damaged is set aside, never deleted. If both are damaged, only a backup helps.
 */
public final class Recovery {
    /** No log that a director writes has larger records. */
    private static final int MAX_RECORD_BYTES = 80 << 20;

    private static final DirectorConfig.History KEEP_ALL = new DirectorConfig.History(0, 10_000);

    private Recovery() {}

    /**
     * Walks the whole journal.
     *
     * @param dataDir of the director
     * @return what was seen
     * @throws IOException if there is no journal, or a director uses it
     * @throws JournalDamagedException if it is damaged
     */
    public static VerifyReport verify(Path dataDir) throws IOException {
        try (DataDirectory folder = takeExisting(dataDir);
                Journal journal = open(folder)) {
            return journal.verify(1);
        }
    }

    /**
     * Mends what is damaged.
     *
     * @param dataDir of the director
     * @return what was found and done, one line each
     * @throws IOException if a director uses the folder, if it cannot be written, or if both are damaged
     */
    public static List<String> recover(Path dataDir) throws IOException {
        List<String> done = new ArrayList<>();
        try (DataDirectory folder = takeExisting(dataDir)) {
            refuseMember(folder);
            try (Journal journal = open(folder)) {
                VerifyReport whole = journal.verify(1);
                Optional<String> logDamage = logDamage(folder, Projection.position(journal.applied()));
                done.add("the journal is whole: events " + whole.firstSequence() + " to " + whole.lastSequence());
                if (logDamage.isPresent()) {
                    done.add("the log is damaged: " + logDamage.get());
                    done.addAll(renewLog(folder, journal));
                } else {
                    done.add("the log is whole: nothing to mend");
                }
            } catch (JournalDamagedException e) {
                done.add(String.valueOf(e.getMessage()));
                Optional<String> logDamage = logDamage(folder, LogPosition.NONE);
                if (logDamage.isPresent()) {
                    throw new IOException("journal and log are both damaged: " + e.getMessage() + "; " + logDamage.get()
                            + ". Put a backup of " + dataDir + " in place, or start with an empty folder and apply the"
                            + " configuration again");
                }
                done.add(setAsideJournal(folder));
            }
        }
        return done;
    }

    /** A log made anew by one of several under the group's name would be a second group of that name. */
    private static void refuseMember(DataDirectory folder) throws IOException {
        Optional<ClusterMark> mark = ClusterMark.read(folder.cluster());
        if (mark.isPresent() && mark.get().hasOthers()) {
            throw new IOException(
                    "this director is in a cluster with " + mark.get().members()
                            + ": start it, and it mends itself with what the others have. Only if they are lost for good: directorate"
                            + " cluster recover --alone --data-dir " + folder.root());
        }
    }

    /**
     * Lets a director go on from its own journal, without the cluster that it was in.
     *
     * @param dataDir of the director
     * @return what was found and done, one line each
     * @throws IOException if a director uses the folder, if it cannot be written, or if the journal is damaged
     */
    public static List<String> alone(Path dataDir) throws IOException {
        List<String> done = new ArrayList<>();
        try (DataDirectory folder = takeExisting(dataDir)) {
            try (Journal journal = open(folder)) {
                VerifyReport whole = journal.verify(1);
                done.add("the journal is whole: events " + whole.firstSequence() + " to " + whole.lastSequence()
                        + "; events that only other directors have are not in what goes on here");
                done.addAll(beginLog(folder, journal));
            } catch (JournalDamagedException e) {
                throw new IOException(
                        e.getMessage() + "; put a backup in place: directorate cluster restore --data-dir " + dataDir
                                + " FILE",
                        e);
            }
            if (Files.exists(folder.cluster())) {
                Path kept = folder.cluster()
                        .resolveSibling("cluster.set-aside." + Instant.now().toEpochMilli());
                Files.move(folder.cluster(), kept);
                done.add("the cluster is forgotten; what was known of it is kept as " + kept);
            }
        }
        return done;
    }

    /**
     * Puts a backup in place of what a director has.
     *
     * @param dataDir of the director; made if it is not there
     * @param backup a copy of a journal
     * @return what was done, one line each
     * @throws IOException if a director uses the folder, if it cannot be written, or if the backup is no whole journal
     */
    public static List<String> restore(Path dataDir, Path backup) throws IOException {
        List<String> done = new ArrayList<>();
        if (!Files.isRegularFile(backup)) {
            throw new NoSuchFileException(backup + " is not a file");
        }
        try (DataDirectory folder = DataDirectory.take(dataDir)) {
            System.setProperty("org.sqlite.tmpdir", folder.temporary().toString());
            Path copy = checkedCopy(folder, backup, done);
            String suffix = String.valueOf(Instant.now().toEpochMilli());
            folder.setAside(suffix);
            if (Files.exists(folder.cluster())) {
                Files.move(folder.cluster(), folder.cluster().resolveSibling("cluster.set-aside." + suffix));
            }
            done.add("what was there is kept as *.set-aside." + suffix + " in " + dataDir);
            DurableFiles.moveIntoPlace(copy, folder.journal());
            try (Journal journal = open(folder)) {
                done.addAll(beginLog(folder, journal));
            }
        }
        return done;
    }

    /** A copy is looked at, so that the backup stays as it is, and so that there is room before anything is set aside. */
    private static Path checkedCopy(DataDirectory folder, Path backup, List<String> done) throws IOException {
        Path place = Files.createDirectories(folder.temporary().resolve("restore"));
        Path looked = place.resolve("looked.db");
        Path copy = place.resolve("journal.db");
        try {
            Files.copy(backup, looked, StandardCopyOption.REPLACE_EXISTING);
            try (Journal journal = Journal.open(
                    looked, JournalOptions.defaults(folder.keys(), Clock.systemUTC(), folder.mendCommand()))) {
                VerifyReport whole = journal.verify(1);
                done.add("the backup is whole: events " + whole.firstSequence() + " to " + whole.lastSequence());
                History.imageAt(journal, Long.MAX_VALUE, FeatureSet.THIS_BUILD);
            }
            Files.copy(backup, copy, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.forceFile(copy);
            return copy;
        } catch (JournalException e) {
            throw new IOException(backup + " is no whole backup, nothing was changed: " + e.getMessage(), e);
        } catch (ApplyStoppedException e) {
            throw new IOException(backup + " is of a newer build, nothing was changed: " + e.getMessage(), e);
        } finally {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(looked.resolveSibling("looked.db" + suffix));
            }
        }
    }

    /** A log of a group of its own behind the journal: those who are left over from another group never meet it. */
    private static List<String> beginLog(DataDirectory folder, Journal journal) throws IOException {
        List<String> done = new ArrayList<>();
        try (Projection projection = new Projection(journal, KEEP_ALL)) {
            if (Files.exists(folder.log())) {
                Path kept = folder.log()
                        .resolveSibling("log.set-aside." + Instant.now().toEpochMilli());
                Files.move(folder.log(), kept);
                done.add("the old log is kept as " + kept);
            }
            LogStoreRecovery.Result result = LogStoreRecovery.recover(folder.log(), projection);
            done.add("a new log goes on after " + result.continuesFrom());
        } catch (ApplyStoppedException e) {
            throw new IOException("the log cannot be begun anew: " + e.getMessage(), e);
        }
        return done;
    }

    private static Optional<String> logDamage(DataDirectory folder, LogPosition applied) throws IOException {
        try {
            LogStoreCheck.check(
                    new StoreLayout(folder.log()),
                    new CheckRequest(applied, true, false, MAX_RECORD_BYTES, folder.mendCommand()));
            return Optional.empty();
        } catch (LogDamagedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> renewLog(DataDirectory folder, Journal journal) throws IOException {
        try (Projection projection = new Projection(journal, KEEP_ALL)) {
            LogStoreRecovery.Result result = LogStoreRecovery.recover(folder.log(), projection);
            return List.of(
                    "the old log is kept as "
                            + result.setAside().map(Path::toString).orElse("(there was none)"),
                    "a new log goes on after " + result.continuesFrom() + "; no acknowledged change is lost");
        } catch (ApplyStoppedException e) {
            throw new IOException("the log cannot be begun anew: " + e.getMessage(), e);
        }
    }

    /** Without a journal the next start makes one of the log's own copy and the entries since. */
    private static String setAsideJournal(DataDirectory folder) throws IOException {
        Path from = Objects.requireNonNull(folder.journal().getParent());
        Path to = from.resolveSibling("journal.damaged." + Instant.now().toEpochMilli());
        Files.move(from, to);
        return "the damaged journal is kept as " + to
                + "; the next start makes a new one of the log, with every acknowledged change";
    }

    private static DataDirectory takeExisting(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            throw new NoSuchFileException(dataDir + " is not a director's dataDir: there is no such folder");
        }
        if (!Files.exists(dataDir.resolve("journal")) && !Files.exists(dataDir.resolve("log"))) {
            throw new NoSuchFileException(dataDir + " is not a director's dataDir: it has neither journal nor log");
        }
        DataDirectory folder = DataDirectory.take(dataDir);
        System.setProperty("org.sqlite.tmpdir", folder.temporary().toString());
        return folder;
    }

    private static Journal open(DataDirectory folder) {
        return Journal.open(
                folder.journal(), JournalOptions.defaults(folder.keys(), Clock.systemUTC(), folder.mendCommand()));
    }
}
