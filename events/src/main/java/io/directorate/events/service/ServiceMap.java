package io.directorate.events.service;

import io.directorate.events.model.ServiceKey;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Services by key in log order; never changes, and makes its successor without copying itself.
 *
 * <p>Entries stand in numbered slots, in chunks. An edit copies one chunk and the list of chunks, and shares the rest. A service that is deleted
 * leaves an empty slot, one that is added takes the next; where a key's slot is, says {@code recent} or else {@code index}. When {@code recent} grows
 * long or half the slots are empty, the successor is built anew.
 */
final class ServiceMap extends AbstractMap<ServiceKey, ServiceEntry> {
    private static final int CHUNK_SIZE = 256;

    /** How many added and deleted keys are kept beside the index before it is built anew. */
    private static final int MAX_RECENT = 256;

    private static final int NO_SLOT = -1;

    private final Map<ServiceKey, Integer> index;
    private final Map<ServiceKey, Integer> recent;
    private final @Nullable ServiceEntry[][] chunks;
    private final int slots;
    private final int size;

    private ServiceMap(
            Map<ServiceKey, Integer> index,
            Map<ServiceKey, Integer> recent,
            @Nullable ServiceEntry[][] chunks,
            int slots,
            int size) {
        this.index = index;
        this.recent = recent;
        this.chunks = chunks;
        this.slots = slots;
        this.size = size;
    }

    static ServiceMap copyOf(Map<ServiceKey, ServiceEntry> map) {
        if (map instanceof ServiceMap frozen) {
            return frozen;
        }
        map.forEach((key, entry) -> {
            if (!entry.service().key().equals(key)) {
                throw new IllegalArgumentException(entry.service().key() + " stands under " + key);
            }
        });
        return of(map.values(), map.size());
    }

    /** Services with different keys, in order. */
    static ServiceMap of(Iterable<ServiceEntry> entries, int size) {
        Map<ServiceKey, Integer> index = new HashMap<>(size * 4 / 3 + 1);
        @Nullable ServiceEntry[][] chunks = new ServiceEntry[chunksFor(size)][];
        int slot = 0;
        for (ServiceEntry entry : entries) {
            if (slot % CHUNK_SIZE == 0) {
                chunks[slot / CHUNK_SIZE] = new ServiceEntry[CHUNK_SIZE];
            }
            chunks[slot / CHUNK_SIZE][slot % CHUNK_SIZE] = entry;
            index.put(entry.service().key(), slot++);
        }
        return new ServiceMap(index, Map.of(), chunks, slot, slot);
    }

    private static int chunksFor(int slots) {
        return (slots + CHUNK_SIZE - 1) / CHUNK_SIZE;
    }

    /**
     * The successor: {@code edited} in their places, {@code removed} gone, {@code added} at the end (those may be in {@code removed} too).
     * Empty if it is better built anew.
     */
    @Nullable
    ServiceMap with(Map<ServiceKey, ServiceEntry> edited, Set<ServiceKey> removed, Collection<ServiceEntry> added) {
        int nextSlots = slots + added.size();
        int nextSize = size - removed.size() + added.size();
        if (recent.size() + removed.size() + added.size() > MAX_RECENT || nextSlots > 2 * nextSize + CHUNK_SIZE) {
            return null;
        }
        Successor next = new Successor(nextSlots);
        edited.forEach((key, entry) -> next.set(slotOf(key), entry));
        Map<ServiceKey, Integer> nextRecent = recent;
        if (!removed.isEmpty() || !added.isEmpty()) {
            nextRecent = new HashMap<>(recent);
            for (ServiceKey key : removed) {
                next.set(slotOf(key), null);
                nextRecent.put(key, NO_SLOT);
            }
            int slot = slots;
            for (ServiceEntry entry : added) {
                next.set(slot, entry);
                nextRecent.put(entry.service().key(), slot++);
            }
        }
        return new ServiceMap(index, nextRecent, next.chunks, nextSlots, nextSize);
    }

    /** The chunks of a successor: shared until written to. */
    private final class Successor {
        private final @Nullable ServiceEntry[][] chunks;
        private final boolean[] own;

        Successor(int slots) {
            int count = chunksFor(slots);
            this.chunks = new ServiceEntry[count][];
            this.own = new boolean[count];
            System.arraycopy(ServiceMap.this.chunks, 0, chunks, 0, ServiceMap.this.chunks.length);
        }

        void set(int slot, @Nullable ServiceEntry entry) {
            int chunk = slot / CHUNK_SIZE;
            if (!own[chunk]) {
                own[chunk] = true;
                chunks[chunk] =
                        chunk < ServiceMap.this.chunks.length ? chunks[chunk].clone() : new ServiceEntry[CHUNK_SIZE];
            }
            chunks[chunk][slot % CHUNK_SIZE] = entry;
        }
    }

    private int slotOf(Object key) {
        Integer slot = recent.get(key);
        return slot != null ? slot : index.getOrDefault(key, NO_SLOT);
    }

    @Override
    public @Nullable ServiceEntry get(@Nullable Object key) {
        int slot = key == null ? NO_SLOT : slotOf(key);
        return slot == NO_SLOT ? null : chunks[slot / CHUNK_SIZE][slot % CHUNK_SIZE];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key != null && slotOf(key) != NO_SLOT;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Entry<ServiceKey, ServiceEntry>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<ServiceKey, ServiceEntry>> iterator() {
                return new InOrder();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private final class InOrder implements Iterator<Entry<ServiceKey, ServiceEntry>> {
        private int slot;

        @Override
        public boolean hasNext() {
            while (slot < slots && chunks[slot / CHUNK_SIZE][slot % CHUNK_SIZE] == null) {
                slot++;
            }
            return slot < slots;
        }

        @Override
        public Entry<ServiceKey, ServiceEntry> next() {
            ServiceEntry entry = hasNext() ? chunks[slot / CHUNK_SIZE][slot % CHUNK_SIZE] : null;
            if (entry == null) {
                throw new NoSuchElementException();
            }
            slot++;
            return new SimpleImmutableEntry<>(entry.service().key(), entry);
        }
    }
}
