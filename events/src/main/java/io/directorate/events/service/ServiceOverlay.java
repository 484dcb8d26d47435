package io.directorate.events.service;

import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes of services over a base that stays as it is, until {@link #freeze} makes one map of both. */
final class ServiceOverlay {
    private final ImageView base;
    /** Of the base, in their place, with new content. */
    private final Map<ServiceKey, ServiceEntry> edited = new HashMap<>();
    /** Of the base, no longer in their place. */
    private final Set<ServiceKey> removed = new HashSet<>();
    /** After the base's. */
    private final LinkedHashMap<ServiceKey, ServiceEntry> added = new LinkedHashMap<>();

    private final Set<ServiceKey> touched = new LinkedHashSet<>();

    ServiceOverlay(ImageView base) {
        this.base = base;
    }

    Optional<ServiceEntry> get(ServiceKey key) {
        ServiceEntry entry = added.get(key);
        if (entry == null) {
            entry = edited.get(key);
        }
        if (entry != null) {
            return Optional.of(entry);
        }
        return removed.contains(key) ? Optional.empty() : base.service(key);
    }

    int count() {
        return base.serviceCount() - removed.size() + added.size();
    }

    void add(ServiceEntry entry, Event event) {
        ServiceKey key = entry.service().key();
        ClusterDelta.require(get(key).isEmpty(), event, "the service is there already");
        added.put(key, entry);
        touched.add(key);
    }

    void edit(ServiceKey key, Event event, UnaryOperator<ServiceEntry> change) {
        Optional<ServiceEntry> present = get(key);
        ClusterDelta.require(present.isPresent(), event, "there is no such service");
        ServiceEntry next = change.apply(present.orElseThrow());
        (added.containsKey(key) ? added : edited).put(key, next);
        touched.add(key);
    }

    void delete(ServiceKey key, Event event) {
        ClusterDelta.require(get(key).isPresent(), event, "there is no such service");
        if (added.remove(key) == null) {
            edited.remove(key);
            removed.add(key);
        }
        touched.add(key);
    }

    Set<ServiceKey> changed() {
        Set<ServiceKey> keys = new LinkedHashSet<>(touched);
        keys.removeIf(key -> get(key).isEmpty());
        return Collections.unmodifiableSet(keys);
    }

    Set<ServiceKey> deleted() {
        Set<ServiceKey> keys = new LinkedHashSet<>(touched);
        keys.removeIf(key -> !removed.contains(key) || added.containsKey(key));
        return Collections.unmodifiableSet(keys);
    }

    Iterable<ServiceEntry> entries() {
        List<ServiceEntry> entries = new ArrayList<>(count());
        for (ServiceEntry entry : base.serviceEntries()) {
            ServiceKey key = entry.service().key();
            if (!removed.contains(key)) {
                entries.add(edited.getOrDefault(key, entry));
            }
        }
        entries.addAll(added.values());
        return entries;
    }

    Map<ServiceKey, ServiceEntry> freeze() {
        if (base instanceof ClusterImage image) {
            ServiceMap before = ServiceMap.copyOf(image.services());
            ServiceMap next = touched.isEmpty() ? before : before.with(edited, removed, added.values());
            if (next != null) {
                return next;
            }
        }
        return ServiceMap.of(entries(), count());
    }
}
