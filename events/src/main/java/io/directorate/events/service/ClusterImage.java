package io.directorate.events.service;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all events so far amount to. Immutable; equal images mean equal desired states.
 *
 * <p>Services stand in log order: an edit leaves a service in its place, one that is deleted and added again stands at the end. The same
 * holds for real servers within a service. The order of services has no meaning for forwarding and does not count in
 * {@link #equals} and {@link #sha256}; the order of real servers has (schedulers {@code dh sh mh}) and does.
 *
 * @param provenance up to where the log was read
 * @param services by key, in log order; unmodifiable
 * @param groups VIP groups by name; unmodifiable
 * @param timeouts connection timeouts; empty if they are not managed
 * @param sysctls managed sysctls, name below {@code net.ipv4.vs.} to value; unmodifiable
 * @param declarations what owners declared beside services, by owner; owners without anything do not stand here; unmodifiable
 * @param featureLevel of the cluster
 */
public record ClusterImage(
        Provenance provenance,
        Map<ServiceKey, ServiceEntry> services,
        SortedMap<String, VipGroup> groups,
        Optional<Timeouts> timeouts,
        SortedMap<String, String> sysctls,
        SortedMap<String, Declaration> declarations,
        int featureLevel)
        implements ImageView {
    /** Before the first event. */
    public static final ClusterImage EMPTY = new ClusterImage(
            Provenance.NONE,
            Map.of(),
            new TreeMap<>(),
            Optional.empty(),
            new TreeMap<>(),
            new TreeMap<>(),
            FeatureLevel.FIRST);

    /** Copies the maps. */
    public ClusterImage {
        services = ServiceMap.copyOf(services);
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
        declarations = Collections.unmodifiableSortedMap(new TreeMap<>(declarations));
    }

    /**
     * Applies one event.
     *
     * @param image before
     * @param event that happened
     * @param provenance of the new image; its sequence is one more than the image's
     * @return the image after
     * @throws IllegalStateException if the event does not fit the image, which means that the log or the image is damaged
     */
    public static ClusterImage evolve(ClusterImage image, Event event, Provenance provenance) {
        return new ClusterDelta(image).apply(event).build(provenance);
    }

    @Override
    public long sequence() {
        return provenance.sequence();
    }

    @Override
    public Optional<ServiceEntry> service(ServiceKey key) {
        return Optional.ofNullable(services.get(key));
    }

    @Override
    public int serviceCount() {
        return services.size();
    }

    @Override
    public Collection<ServiceEntry> serviceEntries() {
        return services.values();
    }

    /**
     * Returns the canonical hash of the content, the same on every node and JVM. Neither provenance nor the order of services counts.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String sha256() {
        return ImageHash.of(this);
    }

    /**
     * Returns a short description; the content of an image can be large.
     *
     * @return position and counts
     */
    @Override
    public String toString() {
        return "image at " + provenance + ": " + services.size() + " services, " + groups.size() + " groups";
    }
}
