package io.directorate.events.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** An image that commands are given to, with every decision applied. */
public final class TestCluster {
    private ClusterImage image = ClusterImage.EMPTY;

    public ClusterImage image() {
        return image;
    }

    /** Decides and applies; the command must be accepted. */
    public List<Event> accept(Command command) {
        Decision decision = Decider.decide(image, Samples.envelope(command));
        assertThat(decision).as("decision on %s", command).isInstanceOf(Decision.Accepted.class);
        List<Event> events = ((Decision.Accepted) decision).events();
        image = apply(image, events);
        Invariants.check(image);
        return events;
    }

    public TestCluster with(Command... commands) {
        for (Command command : commands) {
            accept(command);
        }
        return this;
    }

    /** Decides; the command must be refused. */
    public Rejection refuse(Command command) {
        Decision decision = Decider.decide(image, Samples.envelope(command));
        assertThat(decision).as("decision on %s", command).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) decision).rejection();
    }

    public static ClusterImage apply(ClusterImage image, List<Event> events) {
        ClusterDelta delta = new ClusterDelta(image);
        events.forEach(delta::apply);
        return delta.build(new Provenance(delta.sequence(), delta.sequence() + 1, 1, 0));
    }
}
