package io.directorate.node.metrics;

import io.directorate.node.cluster.Followers;
import io.directorate.node.feed.ClusterBus;
import io.directorate.node.feed.FollowerFeed;
import io.directorate.node.feed.MemberFeed;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Registers what a director counts about Hazelcast, the event bus and the feed. */
public final class FeedMetrics {
    private final MeterRegistry registry;

    /**
     * Makes it.
     *
     * @param registry to register in
     */
    public FeedMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Registers Hazelcast.
     *
     * @param bus whose
     */
    public void bind(ClusterBus bus) {
        gauge(
                "directorate.bus.problems",
                "What is wrong with Hazelcast and the event bus.",
                bus,
                b -> b.problems().size());
        gauge(
                "directorate.hazelcast.members",
                "Members that Hazelcast sees.",
                bus,
                b -> b.member().members().size());
        counter(
                "directorate.hazelcast.starts",
                "Starts of Hazelcast.",
                bus,
                b -> b.counters().starts());
        counter(
                "directorate.hazelcast.admitted",
                "Connections that knew the key.",
                bus,
                b -> b.counters().admitted());
        counter(
                "directorate.hazelcast.refused.address",
                "Connections from nobody's address.",
                bus,
                b -> b.counters().refusedAddress());
        counter(
                "directorate.hazelcast.refused.handshake",
                "Connections without the key.",
                bus,
                b -> b.counters().refusedHandshake());
        counter(
                "directorate.hazelcast.displaced",
                "Silent connections closed for newer ones.",
                bus,
                b -> b.counters().displaced());
        counter(
                "directorate.hazelcast.merges",
                "Times that a split was healed by this member.",
                bus,
                b -> b.counters().merges());
    }

    /**
     * Registers what a member of the log publishes.
     *
     * @param feed whose
     */
    public void bind(MemberFeed feed) {
        counter(
                "directorate.feed.published",
                "Events put on the ring.",
                feed,
                f -> f.counters().published());
        counter(
                "directorate.feed.announced",
                "Events too large for the ring.",
                feed,
                f -> f.counters().announced());
        counter(
                "directorate.feed.publish.errors",
                "Attempts that failed.",
                feed,
                f -> f.counters().errors());
        counter(
                "directorate.feed.resets",
                "Times that the ring was filled anew.",
                feed,
                f -> f.counters().resets());
    }

    /**
     * Registers what one that is no member follows.
     *
     * @param feed whose
     */
    public void bind(FollowerFeed feed) {
        counter(
                "directorate.feed.delivered",
                "Events taken from the feed.",
                feed,
                f -> f.counters().delivered());
        counter(
                "directorate.feed.gaps",
                "Times that events were missing on the ring.",
                feed,
                f -> f.counters().gaps());
        counter(
                "directorate.feed.filled",
                "Events that voters were asked for.",
                feed,
                f -> f.counters().filled());
        counter(
                "directorate.feed.fill.failures",
                "Questions that no voter answered.",
                feed,
                f -> f.counters().fillFailures());
        counter(
                "directorate.feed.forged",
                "Items without the cluster's key.",
                feed,
                f -> f.counters().forged());
        counter(
                "directorate.feed.chain.breaks",
                "Items that did not continue the history.",
                feed,
                f -> f.counters().chainBreaks());
    }

    /**
     * Registers who follows.
     *
     * @param followers as heard
     */
    public void bind(Followers followers) {
        gauge(
                "directorate.feed.followers",
                "Directors that follow the feed.",
                followers,
                f -> f.endpoints().size());
        gauge(
                "directorate.feed.followers.limit",
                "Most directors that may follow the feed.",
                followers,
                f -> Followers.MOST);
    }

    private <T> void counter(String name, String help, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(help).register(registry);
    }

    private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(help).strongReference(true).register(registry);
    }
}
