package io.directorate.node.ipvsadm;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dataplane with an empty table that takes down what it is told, and refuses what a test says. */
final class FakeKernel implements Dataplane {
    final List<List<String>> batches = new ArrayList<>();
    /** The start of a change's line to the error with which it is refused. */
    final Map<String, String> refused = new HashMap<>();

    @Override
    public IpvsTable read() {
        return IpvsTable.EMPTY;
    }

    @Override
    public Optional<TableService> readService(ServiceKey key) {
        return Optional.empty();
    }

    @Override
    public IpvsSnapshot snapshot() {
        return new IpvsSnapshot(IpvsTable.EMPTY, new TableStatistics(Map.of()));
    }

    @Override
    public Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
        return Optional.empty();
    }

    @Override
    public ApplyResult apply(List<DataplaneChange> changes) {
        batches.add(changes.stream().map(DataplaneChange::describe).toList());
        List<FailedChange> failures = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            for (Map.Entry<String, String> entry : refused.entrySet()) {
                if (changes.get(i).describe().startsWith(entry.getKey())) {
                    failures.add(new FailedChange(i, changes.get(i), entry.getValue(), entry.getValue()));
                }
            }
        }
        return new ApplyResult(failures);
    }

    @Override
    public ConnectionTimeouts timeouts() {
        return new ConnectionTimeouts(900, 120, 300);
    }

    @Override
    public List<SyncDaemon> daemons() {
        return List.of();
    }

    @Override
    public Optional<String> sysctl(String name) {
        return Optional.empty();
    }

    @Override
    public DataplaneInfo info() {
        return new DataplaneInfo("fake", "1.2.1", 4096);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
