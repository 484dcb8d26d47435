package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.KernelModel;
import io.directorate.dataplane.plan.PlannedChange;
import io.directorate.dataplane.plan.StateHash;
import io.directorate.dataplane.plan.Subject;
import io.directorate.events.model.ServiceKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the dataplane holds, as far as we know: as last read, and what was carried out since. Used by the reconciler's thread. */
final class Believed {
    private record Part(TableService service, StateHash hash) {}

    private final Map<ServiceKey, Part> parts = new HashMap<>();
    private final Set<ServiceKey> unhashed = new HashSet<>();
    private StateHash services = StateHash.ZERO;
    private @Nullable Subject lastUnhashed;
    private KernelModel model;

    Believed(ActualState actual, Predicate<ServiceKey> ours) {
        model = new KernelModel(actual);
        actual.table().services().keySet().stream().filter(ours).forEach(unhashed::add);
    }

    /** Replaces all by what was read. */
    void read(ActualState actual, Predicate<ServiceKey> ours) {
        model = new KernelModel(actual);
        unhashed.addAll(parts.keySet());
        actual.table().services().keySet().stream().filter(ours).forEach(unhashed::add);
    }

    /** Notes that the dataplane carried out a change; false if it could not have, by what we believe. */
    boolean carriedOut(PlannedChange planned) {
        DataplaneChange change = planned.change();
        Subject subject = planned.subject();
        // Changes of one service follow each other, and share their subject.
        if (subject != lastUnhashed
                && planned.origin() == PlannedChange.Origin.OWNED
                && subject instanceof Subject.Service service) {
            unhashed.add(service.key());
            lastUnhashed = subject;
        }
        return model.apply(change).isEmpty();
    }

    /** Notes that a service may count from now on, or count no more. */
    void touch(ServiceKey key) {
        unhashed.add(key);
    }

    Optional<TableService> service(ServiceKey key) {
        return model.service(key);
    }

    ActualState settings() {
        return model.settings();
    }

    ActualState state() {
        return model.state();
    }

    /** Tells whether a subject is not what we believe it to be. Of a setting that was never read we believe nothing. */
    boolean differs(Subject subject, ActualState actual) {
        if (subject instanceof Subject.Service service) {
            return !model.service(service.key()).map(Object.class::cast).equals(actual.valueOf(subject));
        }
        Optional<Object> believed = model.settings().valueOf(subject);
        return believed.isPresent() && !believed.equals(actual.valueOf(subject));
    }

    StateHash hash(DesiredState desired) {
        for (ServiceKey key : unhashed) {
            Part old = parts.remove(key);
            Optional<TableService> service = model.service(key);
            if (old != null && service.isPresent() && service.get().equals(old.service)) {
                parts.put(key, old);
                continue;
            }
            services = old == null ? services : services.minus(old.hash);
            if (service.isPresent()) {
                Part part = new Part(service.get(), StateHash.of(service.get()));
                services = services.plus(part.hash);
                parts.put(key, part);
            }
        }
        unhashed.clear();
        lastUnhashed = null;
        StateHash sum = services;
        ActualState settings = model.settings();
        for (String name : desired.sysctls().keySet()) {
            String value = settings.sysctls().get(name);
            sum = value == null ? sum : sum.plus(StateHash.ofSysctl(name, value));
        }
        Optional<ConnectionTimeouts> timeouts = settings.timeouts();
        return desired.timeouts().isPresent() && timeouts.isPresent() ? sum.plus(StateHash.of(timeouts.get())) : sum;
    }
}
