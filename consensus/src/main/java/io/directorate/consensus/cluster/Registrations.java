package io.directorate.consensus.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The addresses at which this director listens on the event bus. Kept here, because a cluster that ended forgets them. */
final class Registrations {
    private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();

    void add(String address, RegistrationInfo info) {
        own.compute(address, (name, before) -> {
            Set<RegistrationInfo> after = before == null ? new LinkedHashSet<>() : new LinkedHashSet<>(before);
            after.add(info);
            return after;
        });
    }

    void remove(String address, RegistrationInfo info) {
        own.computeIfPresent(address, (name, before) -> {
            Set<RegistrationInfo> after = new LinkedHashSet<>(before);
            after.remove(info);
            return after.isEmpty() ? null : after;
        });
    }

    List<RegistrationInfo> at(String address) {
        return new ArrayList<>(own.getOrDefault(address, Set.of()));
    }

    void forEach(BiConsumer<String, RegistrationInfo> action) {
        own.forEach((address, infos) -> infos.forEach(info -> action.accept(address, info)));
    }
}
