package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.snat.SourceNat;
import io.directorate.dataplane.snat.SourceNatException;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of FULLNAT as a part of the reconciler's steps: what goes wrong with them does not keep IPVS from being programmed. */
final class SourceNatStep {
    private static final Logger LOG = LoggerFactory.getLogger(SourceNatStep.class);
    private static final String WHAT = "write the source NAT rules of fullnat";

    private final Optional<SourceNat> sourceNat;
    private Optional<SourceNatException> failure = Optional.empty();
    private int attempts;

    SourceNatStep(Optional<SourceNat> sourceNat) {
        this.sourceNat = sourceNat;
    }

    void follow(DesiredState desired, Optional<Set<ServiceKey>> changed) {
        sourceNat.ifPresent(rules -> rules.follow(desired, changed));
    }

    Map<String, String> requiredSysctls() {
        return sourceNat.map(SourceNat::requiredSysctls).orElse(Map.of());
    }

    /** Makes the rules what they shall be; returns what somebody else had changed. */
    List<String> bring(boolean readAgain) {
        if (sourceNat.isEmpty()) {
            return List.of();
        }
        try {
            List<String> drift = sourceNat.get().bring(readAgain);
            failure = Optional.empty();
            attempts = 0;
            return drift;
        } catch (SourceNatException e) {
            attempts++;
            if (failure.isEmpty()) {
                LOG.warn("Could not {}; it is tried again: {}", WHAT, e.getMessage());
            }
            failure = Optional.of(e);
            return List.of();
        }
    }

    boolean failed() {
        return failure.isPresent();
    }

    boolean failedOnce() {
        return failure.isPresent() && attempts == 1;
    }

    List<StuckChange> stuck() {
        List<StuckChange> stuck = new ArrayList<>();
        failure.ifPresent(e -> stuck.add(new StuckChange(
                WHAT, "rules are not known to be right", e.reason().name(), String.valueOf(e.getMessage()), attempts)));
        sourceNat.ifPresent(rules -> rules.problems()
                .forEach(problem -> stuck.add(new StuckChange(WHAT, problem, "NO_LOCAL_ADDRESS", problem, 1))));
        return stuck;
    }
}
