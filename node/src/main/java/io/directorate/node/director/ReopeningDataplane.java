package io.directorate.node.director;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.ServiceKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dataplane that is opened when it is first used, and opened anew after a failure: a director starts before the kernel's module is loaded,
 * and outlives its being loaded again.
 *
 * <p>Used by one thread at a time, as every dataplane.
 */
final class ReopeningDataplane implements Dataplane {
    private final Supplier<Dataplane> opener;
    private @Nullable Dataplane open;

    ReopeningDataplane(Supplier<Dataplane> opener) {
        this.opener = opener;
    }

    private <T> T use(Function<Dataplane, T> call) {
        Dataplane dataplane = open;
        if (dataplane == null) {
            dataplane = opener.get();
            open = dataplane;
        }
        try {
            return call.apply(dataplane);
        } catch (DataplaneException e) {
            if (e.reason() != DataplaneException.Reason.REFUSED) {
                close();
            }
            throw e;
        }
    }

    @Override
    public IpvsTable read() {
        return use(Dataplane::read);
    }

    @Override
    public Optional<TableService> readService(ServiceKey key) {
        return use(dataplane -> dataplane.readService(key));
    }

    @Override
    public IpvsSnapshot snapshot() {
        return use(Dataplane::snapshot);
    }

    @Override
    public Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
        return use(dataplane -> dataplane.snapshotOf(key));
    }

    @Override
    public ApplyResult apply(List<DataplaneChange> changes) {
        return use(dataplane -> dataplane.apply(changes));
    }

    @Override
    public ConnectionTimeouts timeouts() {
        return use(Dataplane::timeouts);
    }

    @Override
    public List<SyncDaemon> daemons() {
        return use(Dataplane::daemons);
    }

    @Override
    public Optional<String> sysctl(String name) {
        return use(dataplane -> dataplane.sysctl(name));
    }

    @Override
    public DataplaneInfo info() {
        return use(Dataplane::info);
    }

    @Override
    public void close() {
        Dataplane dataplane = open;
        open = null;
        if (dataplane != null) {
            dataplane.close();
        }
    }
}
