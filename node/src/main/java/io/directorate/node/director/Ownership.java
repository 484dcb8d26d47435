package io.directorate.node.director;

import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.OwnershipScope;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalQuery;
import io.directorate.events.model.ServiceKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells whether the log once knew a service: a director may have died between the event that deleted one and the kernel's hearing of it, so
 * such a service in the kernel is a leftover and not somebody else's.
 */
final class Ownership implements Predicate<ServiceKey> {
    private final Journal journal;

    Ownership(Journal journal) {
        this.journal = journal;
    }

    @Override
    public boolean test(ServiceKey key) {
        return !journal.list(JournalQuery.all().about(key.toString()).limit(1)).isEmpty();
    }

    /** For a preview: whose the services of a table are. */
    OwnershipScope scope(DesiredState desired, IpvsTable table, ForeignPolicy foreign) {
        Set<ServiceKey> former = new HashSet<>();
        for (ServiceKey key : table.services().keySet()) {
            if (!desired.entries().containsKey(key) && test(key)) {
                former.add(key);
            }
        }
        return new OwnershipScope(former, foreign);
    }
}
