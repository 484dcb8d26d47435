package io.directorate.node.director;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three directors, each stopped and started in turn as an upgrade does, while two clients send changes through all of them. */
@Tag("slow")
class ClusterRollingRestartIT {
    private static final int CLIENTS = 2;
    private static final int SNAPSHOT_ENTRIES = 200;
    private static final long SILENT_MILLIS = 2_000;

    @TempDir
    private Path folder;

    @Test
    void takesChangesAllTheTimeWhileItsDirectorsAreRestartedInTurn() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b", "c")) {
            cluster.found();
            try (ChangeLoad load = new ChangeLoad(cluster.all(), CLIENTS, true)) {
                load.awaitMore(50);
                List<Restart> restarts = new ArrayList<>();
                for (int i = 0; i < cluster.all().size(); i++) {
                    restarts.add(Restart.of(cluster, i));
                    load.awaitMore(50);
                }
                load.finish();
                Restart.checkLongest(load, restarts, SILENT_MILLIS);
                Restart.checkHistory(cluster, load, CLIENTS, 6);
            }
        }
    }
}
