package io.directorate.dataplane.plan;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.ServiceEntry;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the dataplane of one director shall be: the image of the service log with what this director lays over it.
 *
 * <p>A view, not a copy: the maps given must never change, as those of an image never do. So it costs nothing to make one for each change among
 * ten thousand services.
 *
 * @param entries by key, in the order in which they are to be programmed
 * @param groups VIP groups by name; FULLNAT takes its local addresses from them
 * @param timeouts if managed
 * @param sysctls managed settings: name below {@code net.ipv4.vs.} to value
 * @param weights laid over those of the log
 * @param reserved what Directorate needs for itself
 */
public record DesiredState(
        Map<ServiceKey, ServiceEntry> entries,
        SortedMap<String, VipGroup> groups,
        Optional<Timeouts> timeouts,
        SortedMap<String, String> sysctls,
        WeightOverlay weights,
        ReservedObjects reserved) {
    /** No services, nothing managed. */
    public static final DesiredState EMPTY = of(Map.of(), new TreeMap<>(), Optional.empty(), new TreeMap<>());

    /**
     * Makes one of an image.
     *
     * @param image of the log
     * @return the state without overlay and reserved objects
     */
    public static DesiredState of(ClusterImage image) {
        return of(image.services(), image.groups(), image.timeouts(), image.sysctls());
    }

    /**
     * Makes one of an image's parts.
     *
     * @param entries by key, in order; never changed
     * @param groups by name; never changed
     * @param timeouts if managed
     * @param sysctls managed settings; never changed
     * @return the state without overlay and reserved objects
     */
    public static DesiredState of(
            Map<ServiceKey, ServiceEntry> entries,
            SortedMap<String, VipGroup> groups,
            Optional<Timeouts> timeouts,
            SortedMap<String, String> sysctls) {
        return new DesiredState(entries, groups, timeouts, sysctls, WeightOverlay.NONE, ReservedObjects.NONE);
    }

    /**
     * Lays weights over those of the log.
     *
     * @param overlay instead of the one there was
     * @return a copy
     */
    public DesiredState withWeights(WeightOverlay overlay) {
        return new DesiredState(entries, groups, timeouts, sysctls, overlay, reserved);
    }

    /**
     * Says what Directorate needs for itself.
     *
     * @param objects instead of those there were
     * @return a copy
     */
    public DesiredState withReserved(ReservedObjects objects) {
        return new DesiredState(entries, groups, timeouts, sysctls, weights, objects);
    }

    /**
     * Adds settings without which something desired cannot work; they win over those of the log.
     *
     * @param required name below {@code net.ipv4.vs.} to value
     * @return a copy, or this if it has them already
     */
    public DesiredState requiring(Map<String, String> required) {
        if (sysctls.entrySet().containsAll(required.entrySet())) {
            return this;
        }
        SortedMap<String, String> merged = new TreeMap<>(sysctls);
        merged.putAll(required);
        return new DesiredState(
                entries, groups, timeouts, Collections.unmodifiableSortedMap(merged), weights, reserved);
    }

    /**
     * Returns a service as the dataplane shall hold it, reserved ones too.
     *
     * @param key of the service
     * @return the service; empty if there shall be none
     */
    public Optional<DesiredService> service(ServiceKey key) {
        DesiredService own = reserved.services().get(key);
        if (own != null) {
            return Optional.of(own);
        }
        ServiceEntry entry = entries.get(key);
        return entry == null
                ? Optional.empty()
                : Optional.of(new DesiredService(entry.service(), weights.over(key, entry.servers())));
    }

    /**
     * Returns the services of the log.
     *
     * @return their keys in the order in which they are to be programmed
     */
    public Set<ServiceKey> keys() {
        return entries.keySet();
    }
}
