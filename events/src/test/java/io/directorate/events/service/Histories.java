package io.directorate.events.service;

import io.directorate.events.Gen;
import java.util.ArrayList;
import java.util.List;

/** What random commands lead to. */
public final class Histories {
    private static final int COMMANDS = 60;

    private Histories() {}

    /** The events of random commands, those that were accepted. */
    public static List<Event> events(Gen gen) {
        Worlds worlds = new Worlds(gen);
        List<Event> events = new ArrayList<>();
        ClusterDelta delta = new ClusterDelta(ClusterImage.EMPTY);
        for (int i = 0; i < COMMANDS; i++) {
            if (Decider.decide(delta, Samples.envelope(worlds.command())) instanceof Decision.Accepted a) {
                a.events().forEach(delta::apply);
                events.addAll(a.events());
            }
        }
        return events;
    }

    public static ClusterImage image(Gen gen) {
        return TestCluster.apply(ClusterImage.EMPTY, events(gen));
    }
}
