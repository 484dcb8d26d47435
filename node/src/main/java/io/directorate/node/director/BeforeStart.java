package io.directorate.node.director;

import io.directorate.consensus.store.StoreLayout;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalDamagedException;
import io.directorate.events.journal.JournalOptions;
import io.directorate.node.cluster.ClusterMark;
import io.directorate.node.config.DirectorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to a director's folder before its journal is opened: a member of a cluster that has lost its log, or whose journal is damaged,
 * begins with empty ones, since the others have all that was in them. Nothing is deleted.
 */
final class BeforeStart {
    private static final Logger LOG = LoggerFactory.getLogger(BeforeStart.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

    /** So many old journals are kept at most; nothing is deleted here. */
    static final int MOST_SET_ASIDE = 8;

    private BeforeStart() {}

    static Journal openJournal(DataDirectory folder, DirectorConfig config) throws IOException {
        Optional<ClusterMark> mark = ClusterMark.read(folder.cluster());
        if (mark.isPresent() && config.cluster().isEmpty()) {
            throw new IOException(
                    "this director is in the cluster with the log " + mark.get().groupId()
                            + ", but its configuration has no section 'cluster': put that back; or, to leave the cluster and go on"
                            + " alone, remove it there, stop it, and: directorate cluster recover --alone --data-dir "
                            + config.dataDir());
        }
        if (mark.isPresent() && mark.get().stage() == ClusterMark.Stage.REJOINING) {
            boundedBeginAnew(folder, mark.get(), "it was told to join anew");
        } else if (mark.isPresent() && isMember(mark.get()) && lacksLog(folder)) {
            boundedBeginAnew(folder, mark.get(), "its log is gone");
        }
        try {
            return open(folder);
        } catch (JournalDamagedException e) {
            if (mark.isPresent() && mark.get().hasOthers()) {
                boundedBeginAnew(folder, mark.get(), String.valueOf(e.getMessage()));
                return open(folder);
            }
            throw e;
        }
    }

    /** One that follows the feed has no log. */
    private static boolean isMember(ClusterMark mark) {
        return mark.hasOthers() && mark.stage() != ClusterMark.Stage.FOLLOWING;
    }

    private static boolean lacksLog(DataDirectory folder) {
        return !Files.exists(new StoreLayout(folder.log()).identity()) && Files.exists(folder.journal());
    }

    /** Again and again is no way to live on a disk that fails, and would fill it. */
    private static void boundedBeginAnew(DataDirectory folder, ClusterMark mark, String why) throws IOException {
        int before = folder.setAsideCount();
        if (before >= MOST_SET_ASIDE) {
            throw new IOException("journal and log would have to be set aside for the " + (before + 1) + "th time ("
                    + why
                    + "): see whether the disk under " + folder.root() + " is sound, move journal.set-aside.* and"
                    + " log.set-aside.* away, and start again; forwarding goes on meanwhile");
        }
        beginAnew(folder, mark, why);
    }

    private static void beginAnew(DataDirectory folder, ClusterMark mark, String why) throws IOException {
        String suffix = STAMP.format(Clock.systemUTC().instant());
        LOG.warn(
                "Journal and log are set aside (*.set-aside.{}), and what they held comes from the other directors: {}",
                suffix,
                why);
        folder.setAside(suffix);
        if (mark.stage() == ClusterMark.Stage.FOLLOWING) {
            return;
        }
        if (mark.groupId().equals(ClusterMark.UNKNOWN_GROUP)) {
            Files.delete(folder.cluster());
        } else {
            mark.at(ClusterMark.Stage.JOINING).write(folder.cluster());
        }
    }

    private static Journal open(DataDirectory folder) {
        return Journal.open(
                folder.journal(), JournalOptions.defaults(folder.keys(), Clock.systemUTC(), folder.mendCommand()));
    }
}
