package io.directorate.events.service;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The cluster's state as {@link Decider} reads it: an image, or a delta on one that is not built yet.
 *
 * <p>So a leader decides many commands in a row, each on what the ones before it leave, without a copy of the image for each.
 */
public sealed interface ImageView permits ClusterImage, ClusterDelta {
    /**
     * Returns the count of events that led here.
     *
     * @return 0 for the empty image
     */
    long sequence();

    /**
     * Finds a service.
     *
     * @param key of the service
     * @return the service with its servers and labels, if it is there
     */
    Optional<ServiceEntry> service(ServiceKey key);

    /**
     * Returns the number of services.
     *
     * @return 0 or more
     */
    int serviceCount();

    /**
     * Returns all services in log order.
     *
     * @return a view; it must not be used after the next event was applied to a delta
     */
    Iterable<ServiceEntry> serviceEntries();

    /**
     * Returns the VIP groups.
     *
     * @return by name; unmodifiable
     */
    SortedMap<String, VipGroup> groups();

    /**
     * Returns the connection timeouts.
     *
     * @return empty if they are not managed
     */
    Optional<Timeouts> timeouts();

    /**
     * Returns the managed sysctls.
     *
     * @return name below {@code net.ipv4.vs.} to value; unmodifiable
     */
    SortedMap<String, String> sysctls();

    /**
     * Returns what owners declared beside services.
     *
     * @return by owner; unmodifiable
     */
    SortedMap<String, Declaration> declarations();

    /**
     * Returns the feature level.
     *
     * @return {@link FeatureLevel#FIRST} or higher
     */
    int featureLevel();
}
