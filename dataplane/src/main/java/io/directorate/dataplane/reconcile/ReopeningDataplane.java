package io.directorate.dataplane.reconcile;

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
 * A dataplane that is opened when it is first needed, and opened anew after a call that failed: so a director starts before the module
 * {@code ip_vs} is there, and finds it again after it was reloaded, when the kernel has given it another number.
 */
public final class ReopeningDataplane implements Dataplane {
    private final Supplier<? extends Dataplane> opener;
    private @Nullable Dataplane open;

    /**
     * Makes one; nothing is opened yet.
     *
     * @param opener opens the dataplane, or throws {@link DataplaneException}
     */
    public ReopeningDataplane(Supplier<? extends Dataplane> opener) {
        this.opener = opener;
    }

    @Override
    public IpvsTable read() {
        return call(Dataplane::read);
    }

    @Override
    public Optional<TableService> readService(ServiceKey key) {
        return call(dataplane -> dataplane.readService(key));
    }

    @Override
    public IpvsSnapshot snapshot() {
        return call(Dataplane::snapshot);
    }

    @Override
    public Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
        return call(dataplane -> dataplane.snapshotOf(key));
    }

    @Override
    public ApplyResult apply(List<DataplaneChange> changes) {
        return call(dataplane -> dataplane.apply(changes));
    }

    @Override
    public ConnectionTimeouts timeouts() {
        return call(Dataplane::timeouts);
    }

    @Override
    public List<SyncDaemon> daemons() {
        return call(Dataplane::daemons);
    }

    @Override
    public Optional<String> sysctl(String name) {
        return call(dataplane -> dataplane.sysctl(name));
    }

    @Override
    public DataplaneInfo info() {
        return call(Dataplane::info);
    }

    @Override
    public void close() {
        Dataplane dataplane = open;
        open = null;
        if (dataplane != null) {
            dataplane.close();
        }
    }

    private <T> T call(Function<Dataplane, T> work) {
        Dataplane dataplane = open;
        if (dataplane == null) {
            dataplane = opener.get();
            open = dataplane;
        }
        try {
            return work.apply(dataplane);
        } catch (DataplaneException e) {
            close();
            throw e;
        }
    }
}
