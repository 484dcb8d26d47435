package io.directorate.events.service;

import io.directorate.events.model.InvalidValueException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Unmodifiable, sorted copies for the compact constructors, so that equal values are written in equal order. */
final class Copies {
    private Copies() {}

    static SortedMap<String, String> of(Map<String, String> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    static Set<String> of(Set<String> set) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }

    static void check(boolean condition, String field, String message) {
        if (!condition) {
            throw new InvalidValueException(field, message);
        }
    }
}
