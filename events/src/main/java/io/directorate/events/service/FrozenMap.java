package io.directorate.events.service;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map that nobody can change any more, in insertion order.
 *
 * <p>{@link ClusterImage} copies the maps that it is given, unless they are of this class: so a delta pays for one copy and not for two.
 */
final class FrozenMap<K, V> extends AbstractMap<K, V> {
    private final Map<K, V> map;

    private FrozenMap(Map<K, V> map) {
        this.map = Collections.unmodifiableMap(map);
    }

    static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        return map instanceof FrozenMap ? map : new FrozenMap<>(new LinkedHashMap<>(map));
    }

    /** Takes the map over, which keeps insertion order: the caller must not touch it again. */
    static <K, V> Map<K, V> owning(Map<K, V> map) {
        return new FrozenMap<>(map);
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return map.entrySet();
    }

    @Override
    public Set<K> keySet() {
        return map.keySet();
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return map.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return map.containsKey(key);
    }

    @Override
    public int size() {
        return map.size();
    }
}
