package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.OwnershipScope;
import io.directorate.events.model.ServiceKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells services that the log once had from those that it never had, asking the history at most once for each. */
final class Ownership {
    /** Answers that are kept; past that, history is asked again. */
    static final int MOST_KEPT = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

    private final Predicate<ServiceKey> onceKnown;
    private final Set<ServiceKey> known = new HashSet<>();
    private final Set<ServiceKey> unknown = new HashSet<>();

    Ownership(Predicate<ServiceKey> onceKnown) {
        this.onceKnown = onceKnown;
    }

    /** The log has or had these. */
    void learn(Set<ServiceKey> keys) {
        unknown.removeAll(keys);
        if (known.size() + keys.size() <= MOST_KEPT) {
            known.addAll(keys);
        }
    }

    /** The log has or had others that we were not told of. */
    void doubt() {
        unknown.clear();
    }

    OwnershipScope scope(DesiredState desired, IpvsTable table, ForeignPolicy policy) {
        Set<ServiceKey> former = new HashSet<>();
        for (ServiceKey key : table.services().keySet()) {
            if (!desired.entries().containsKey(key) && isKnown(key)) {
                former.add(key);
            }
        }
        return new OwnershipScope(former, policy);
    }

    boolean isKnown(ServiceKey key) {
        if (known.contains(key)) {
            return true;
        }
        if (unknown.contains(key)) {
            return false;
        }
        boolean is;
        try {
            is = onceKnown.test(key);
        } catch (RuntimeException e) {
            LOG.warn("The history cannot tell whether {} was ever the log's; it is left alone", key, e);
            return false;
        }
        Set<ServiceKey> answers = is ? known : unknown;
        if (answers.size() >= MOST_KEPT) {
            answers.clear();
        }
        answers.add(key);
        return is;
    }
}
