package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A dataplane that refuses some changes, or fails at the n-th call. */
final class FaultyDataplane implements Dataplane {
    private final Dataplane inner;
    private Predicate<DataplaneChange> refused = change -> false;
    private Optional<RuntimeException> failure = Optional.empty();
    private int callsBeforeFailure;
    private int applyCalls;
    private Callback beforeRead = () -> {};

    /** Something to do in between. */
    interface Callback {
        void call() throws InterruptedException;
    }

    FaultyDataplane(Dataplane inner) {
        this.inner = inner;
    }

    void refuse(Predicate<DataplaneChange> which) {
        refused = which;
    }

    /** Does something before each reading of the whole table. */
    void beforeRead(Callback callback) {
        beforeRead = callback;
    }

    /** Throws at the call after so many. */
    void failAfter(int calls, RuntimeException e) {
        callsBeforeFailure = calls;
        failure = Optional.of(e);
    }

    /** Whether the failure asked for is still to come. */
    boolean failurePending() {
        return failure.isPresent();
    }

    int applyCalls() {
        return applyCalls;
    }

    @Override
    public IpvsTable read() {
        mayFail();
        try {
            beforeRead.call();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return inner.read();
    }

    @Override
    public Optional<TableService> readService(ServiceKey key) {
        mayFail();
        return inner.readService(key);
    }

    @Override
    public IpvsSnapshot snapshot() {
        mayFail();
        return inner.snapshot();
    }

    @Override
    public Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
        mayFail();
        return inner.snapshotOf(key);
    }

    @Override
    public ApplyResult apply(List<DataplaneChange> changes) {
        applyCalls++;
        mayFail();
        List<FailedChange> failures = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            DataplaneChange change = changes.get(i);
            if (refused.test(change)) {
                failures.add(new FailedChange(i, change, "ENOSPC", "ENOSPC, no room"));
                continue;
            }
            for (FailedChange failed : inner.apply(List.of(change)).failures()) {
                failures.add(new FailedChange(i, change, failed.errno(), failed.message()));
            }
        }
        return new ApplyResult(failures);
    }

    @Override
    public ConnectionTimeouts timeouts() {
        mayFail();
        return inner.timeouts();
    }

    @Override
    public List<SyncDaemon> daemons() {
        mayFail();
        return inner.daemons();
    }

    @Override
    public Optional<String> sysctl(String name) {
        mayFail();
        return inner.sysctl(name);
    }

    @Override
    public DataplaneInfo info() {
        return inner.info();
    }

    @Override
    public void close() {
        inner.close();
    }

    static DataplaneException noPermission() {
        return new DataplaneException(
                DataplaneException.Reason.NO_PERMISSION, "cannot read: EPERM, give CAP_NET_ADMIN", "EPERM", null);
    }

    private void mayFail() {
        if (failure.isPresent() && callsBeforeFailure-- == 0) {
            RuntimeException e = failure.get();
            failure = Optional.empty();
            throw e;
        }
    }
}
