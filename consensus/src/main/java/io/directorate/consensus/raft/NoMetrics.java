package io.directorate.consensus.raft;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis's own metrics, left out: it cannot start without a registry, and what operators need is in {@link
 * io.directorate.consensus.log.LogState}.
 *
 * <p>Public with a public constructor because Ratis finds it as a service.
 */
public final class NoMetrics extends MetricRegistries {
    private static final Timekeeper.Context STOPPED = () -> 0;
    private static final Timekeeper TIMER = () -> STOPPED;
    private static final LongCounter COUNTER = new LongCounter() {
        @Override
        public void inc(long by) {
            // Counts nothing.
        }

        @Override
        public void dec(long by) {
            // Counts nothing.
        }

        @Override
        public long getCount() {
            return 0;
        }
    };

    /** Made by the service loader. */
    public NoMetrics() {}

    private record Registry(MetricRegistryInfo info) implements RatisMetricRegistry {
        @Override
        public Timekeeper timer(String name) {
            return TIMER;
        }

        @Override
        public LongCounter counter(String name) {
            return COUNTER;
        }

        @Override
        public boolean remove(String name) {
            return false;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> gauge) {
            // Nobody reads it.
        }

        @Override
        public MetricRegistryInfo getMetricRegistryInfo() {
            return info;
        }
    }

    @Override
    public void clear() {
        // Holds nothing.
    }

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo info) {
        return new Registry(info);
    }

    @Override
    public boolean remove(MetricRegistryInfo key) {
        return false;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
        return Optional.empty();
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.of();
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return List.of();
    }

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> reporterRegistration, Consumer<RatisMetricRegistry> stopReporter) {
        // Reports nothing.
    }

    @Override
    public void enableJmxReporter() {
        // Reports nothing.
    }

    @Override
    public void enableConsoleReporter(TimeDuration consoleReportRate) {
        // Reports nothing.
    }
}
