package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.Subject;
import io.directorate.events.model.ServiceKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the dataplane: now, in the background, or a few services once more. Used by the reconciler's thread. */
final class Readings {
    /** As many services are read one by one; when more are to be read once more, all are. */
    static final int MOST_SINGLE = 256;

    private final ReconcilerPorts ports;
    private final Tally tally;
    private boolean running;
    private Optional<Instant> lastAt = Optional.empty();

    Readings(ReconcilerPorts ports, Tally tally) {
        this.ports = ports;
        this.tally = tally;
    }

    Optional<Instant> lastAt() {
        return lastAt;
    }

    /** Reads all now; what is being read in the background is forgotten. */
    ActualState now(DesiredState whole) {
        running = false;
        long begin = ports.nanoTime().getAsLong();
        ActualState actual = StateReader.read(ports.dataplane(), whole);
        took(ports.nanoTime().getAsLong() - begin);
        return actual;
    }

    /** Starts to read in the background; false if there is nobody to do it. */
    boolean start(DesiredState whole, Runnable whenDone) {
        if (ports.reader().isEmpty()) {
            return false;
        }
        running = true;
        ports.reader().get().request(whole, whenDone);
        return true;
    }

    boolean isRunning() {
        return running;
    }

    /** Whether a reading in the background has ended; its state is empty if it failed. */
    Optional<BackgroundReader.Reading> arrived() {
        if (!running || ports.reader().isEmpty()) {
            return Optional.empty();
        }
        Optional<BackgroundReader.Reading> reading = ports.reader().get().take();
        if (reading.isPresent()) {
            running = false;
            took(reading.get().nanos());
        }
        return reading;
    }

    /**
     * Puts what we believe in the place of what changed while it was read, and may have been read before or after.
     *
     * @param actual as read in the background
     * @param known what we believe
     * @param touched what changed since the reading began
     */
    static ActualState corrected(ActualState actual, Believed known, Set<Subject> touched) {
        if (touched.isEmpty()) {
            return actual;
        }
        Map<ServiceKey, TableService> services =
                new LinkedHashMap<>(actual.table().services());
        boolean settings = false;
        for (Subject subject : touched) {
            if (subject instanceof Subject.Service service) {
                put(services, service.key(), known.service(service.key()));
            } else {
                settings = true;
            }
        }
        ActualState others = settings ? known.settings() : actual;
        return new ActualState(
                new IpvsTable(services, actual.table().foreign()),
                others.timeouts(),
                others.sysctls(),
                others.daemons());
    }

    /** Reads some subjects once more. */
    ActualState again(DesiredState whole, ActualState actual, Set<Subject> subjects) {
        boolean few = subjects.size() <= MOST_SINGLE
                && subjects.stream().allMatch(subject -> subject instanceof Subject.Service);
        if (!few) {
            return now(whole);
        }
        Map<ServiceKey, TableService> services =
                new LinkedHashMap<>(actual.table().services());
        for (Subject subject : subjects) {
            ServiceKey key = ((Subject.Service) subject).key();
            put(services, key, ports.dataplane().readService(key));
        }
        return new ActualState(
                new IpvsTable(services, actual.table().foreign()),
                actual.timeouts(),
                actual.sysctls(),
                actual.daemons());
    }

    private static void put(Map<ServiceKey, TableService> services, ServiceKey key, Optional<TableService> service) {
        service.ifPresentOrElse(found -> services.put(key, found), () -> services.remove(key));
    }

    private void took(long nanos) {
        tally.read(nanos);
        lastAt = Optional.of(ports.clock().instant());
    }
}
