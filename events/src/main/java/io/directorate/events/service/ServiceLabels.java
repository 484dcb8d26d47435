package io.directorate.events.service;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands beside a virtual service for people and tools.
 *
 * @param owner in whose name it is declared; empty for a service that was added by hand
 * @param group the VIP group that holds its address
 * @param tags free words, 1 to 63 characters each side
 */
public record ServiceLabels(Optional<String> owner, Optional<String> group, SortedMap<String, String> tags) {
    /** No owner, no group, no tags. */
    public static final ServiceLabels NONE = new ServiceLabels(Optional.empty(), Optional.empty(), new TreeMap<>());

    /** Copies the tags. */
    public ServiceLabels {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
}
