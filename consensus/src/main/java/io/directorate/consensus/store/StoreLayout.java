package io.directorate.consensus.store;

import java.nio.file.Path;
import java.util.UUID;

/**
 * Where the parts of one service log lie.
 *
 * <pre>
 * root/lock                 held while a process uses the log
 * root/store/identity       member and group, bound to the files beside it
 * root/store/GROUP/current  log segments, raft-meta, raft-meta.conf (written by Ratis)
 * root/store/GROUP/sm       snapshots: snapshot.TERM_INDEX and its .md5
 * root/store/GROUP/tmp      copies of the state on their way here (written by Ratis)
 * root/damaged              files as they were found before something was cut off or set aside
 * </pre>
 *
 * @param root the directory of {@link io.directorate.consensus.log.ServiceLogConfig#directory}
 */
public record StoreLayout(Path root) {
    /**
     * The file whose lock keeps a second process out.
     *
     * @return path of the lock file
     */
    public Path lock() {
        return root.resolve("lock");
    }

    /**
     * The directory that Ratis gets as its storage directory.
     *
     * @return path of the store
     */
    public Path store() {
        return root.resolve("store");
    }

    /**
     * The file that names member and group.
     *
     * @return path of the identity file
     */
    public Path identity() {
        return store().resolve("identity");
    }

    /**
     * The directory of one group.
     *
     * @param groupId the group
     * @return path of its directory
     */
    public Path group(UUID groupId) {
        return store().resolve(groupId.toString());
    }

    /**
     * The directory of log segments and Raft metadata.
     *
     * @param groupId the group
     * @return path of its {@code current} directory
     */
    public Path current(UUID groupId) {
        return group(groupId).resolve("current");
    }

    /**
     * The directory of snapshots.
     *
     * @param groupId the group
     * @return path of its {@code sm} directory
     */
    public Path snapshots(UUID groupId) {
        return group(groupId).resolve("sm");
    }

    /**
     * The directory in which a copy of the state from another member is gathered.
     *
     * @param groupId the group
     * @return path of its {@code tmp} directory
     */
    public Path arriving(UUID groupId) {
        return group(groupId).resolve("tmp");
    }

    /**
     * Where files go that are set aside.
     *
     * @return path of the directory, which may not exist
     */
    public Path damaged() {
        return root.resolve("damaged");
    }
}
