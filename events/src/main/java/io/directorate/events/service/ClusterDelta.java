package io.directorate.events.service;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Events being applied on top of an image: a mutable view that becomes the next image.
 *
 * <p>However many events are applied, the next image is made once, in {@link #build}, and shares with the base what did not change. A delta may
 * stand on another delta, which must then be left alone until this one is done. Not thread-safe.
 *
 * <p>Order: an edited service or real server keeps its place, an added one goes to the end, also if it was there before.
 */
public final class ClusterDelta implements ImageView {
    private final ImageView base;
    private final ServiceOverlay services;
    private final List<Optional<ServiceKey>> zeroed = new ArrayList<>();
    private @Nullable TreeMap<String, VipGroup> groups;
    private @Nullable TreeMap<String, String> sysctls;
    private @Nullable TreeMap<String, Declaration> declarations;
    private Optional<Timeouts> timeouts;
    private boolean timeoutsChanged;
    private int featureLevel;
    private long applied;

    /**
     * Starts with nothing changed.
     *
     * @param base what events are applied to; a delta given here must not change any more
     */
    public ClusterDelta(ImageView base) {
        this.base = base;
        this.services = new ServiceOverlay(base);
        this.timeouts = base.timeouts();
        this.featureLevel = base.featureLevel();
    }

    /**
     * Applies one event.
     *
     * @param event that happened
     * @return this
     * @throws IllegalStateException if it does not fit, which means that the log or the image is damaged; the delta is of no use then
     */
    public ClusterDelta apply(Event event) {
        applied++;
        if (!applyToServices(event)) {
            applyToTheRest(event);
        }
        return this;
    }

    private boolean applyToServices(Event event) {
        if (event instanceof Event.ServiceAdded e) {
            require(areDistinct(e.servers()), e, "a server stands in it twice");
            services.add(new ServiceEntry(e.service(), e.servers(), e.labels()), e);
        } else if (event instanceof Event.ServiceEdited e) {
            services.edit(e.service().key(), e, entry -> entry.withService(e.service()));
        } else if (event instanceof Event.ServiceLabelled e) {
            services.edit(e.key(), e, entry -> entry.withLabels(e.labels()));
        } else if (event instanceof Event.ServiceDeleted e) {
            services.delete(e.key(), e);
        } else if (event instanceof Event.ServerAdded e) {
            editServers(e.service(), e, servers -> {
                require(ServiceEntry.indexOf(servers, e.server().endpoint()) < 0, e, "the server is there already");
                servers.add(e.server());
                return servers;
            });
        } else if (event instanceof Event.ServerEdited e) {
            editServers(e.service(), e, servers -> {
                int at = ServiceEntry.indexOf(servers, e.server().endpoint());
                require(at >= 0, e, "there is no such server");
                servers.set(at, e.server());
                return servers;
            });
        } else if (event instanceof Event.ServerDeleted e) {
            editServers(e.service(), e, servers -> {
                int at = ServiceEntry.indexOf(servers, e.server());
                require(at >= 0, e, "there is no such server");
                servers.remove(at);
                return servers;
            });
        } else {
            return false;
        }
        return true;
    }

    private static boolean areDistinct(List<RealServer> servers) {
        Set<Endpoint> seen = new HashSet<>();
        for (RealServer server : servers) {
            if (!seen.add(server.endpoint())) {
                return false;
            }
        }
        return true;
    }

    private void editServers(ServiceKey key, Event event, UnaryOperator<List<RealServer>> change) {
        services.edit(key, event, entry -> entry.withServers(change.apply(new ArrayList<>(entry.servers()))));
    }

    private void applyToTheRest(Event event) {
        if (event instanceof Event.VipGroupDefined e) {
            mutableGroups().put(e.group().name(), e.group());
        } else if (event instanceof Event.VipGroupDeleted e) {
            require(mutableGroups().remove(e.name()) != null, e, "there is no such group");
            mutableDeclarations().replaceAll((owner, declared) -> declared.withoutGroup(e.name()));
            dropEmptyDeclarations();
        } else if (event instanceof Event.TimeoutsSet e) {
            timeouts = Optional.of(e.timeouts());
            timeoutsChanged = true;
        } else if (event instanceof Event.TimeoutsReleased) {
            timeouts = Optional.empty();
            timeoutsChanged = true;
            mutableDeclarations().replaceAll((owner, declared) -> declared.withoutTimeouts());
            dropEmptyDeclarations();
        } else if (event instanceof Event.SysctlsSet e) {
            applySysctls(e);
        } else if (event instanceof Event.OwnerDeclared e) {
            mutableDeclarations().put(e.owner(), e.declaration());
            dropEmptyDeclarations();
        } else if (event instanceof Event.CountersZeroed e) {
            zeroed.add(e.service());
        } else if (event instanceof Event.FeatureLevelRaised e) {
            require(e.level() > featureLevel, e, "the level is " + featureLevel);
            featureLevel = e.level();
        } else {
            require(
                    event instanceof Event.DriftFound || event instanceof Event.DirectorReported,
                    event,
                    "this build does not know the event");
        }
    }

    private void applySysctls(Event.SysctlsSet event) {
        if (sysctls == null) {
            sysctls = new TreeMap<>(base.sysctls());
        }
        sysctls.putAll(event.values());
        sysctls.keySet().removeAll(event.released());
        if (!event.released().isEmpty()) {
            mutableDeclarations().replaceAll((owner, declared) -> declared.withoutSysctls(event.released()));
            dropEmptyDeclarations();
        }
    }

    private Map<String, VipGroup> mutableGroups() {
        if (groups == null) {
            groups = new TreeMap<>(base.groups());
        }
        return groups;
    }

    private Map<String, Declaration> mutableDeclarations() {
        if (declarations == null) {
            declarations = new TreeMap<>(base.declarations());
        }
        return declarations;
    }

    private void dropEmptyDeclarations() {
        mutableDeclarations().values().removeIf(Declaration::isEmpty);
    }

    static void require(boolean fits, Event event, String why) {
        if (!fits) {
            throw new IllegalStateException("the event does not fit the image: " + why + ": " + event);
        }
    }

    /**
     * Returns the services that were added, or changed in settings, labels or real servers, and are there now.
     *
     * @return in the order of their first change; unmodifiable
     */
    public Set<ServiceKey> changedServices() {
        return services.changed();
    }

    /**
     * Returns the services that the base has and that are gone now.
     *
     * @return in the order of their first change; unmodifiable
     */
    public Set<ServiceKey> deletedServices() {
        return services.deleted();
    }

    /**
     * Tells whether a VIP group was defined or deleted.
     *
     * @return true if so
     */
    public boolean groupsChanged() {
        return groups != null;
    }

    /**
     * Tells whether timeouts were set or released.
     *
     * @return true if so
     */
    public boolean timeoutsChanged() {
        return timeoutsChanged;
    }

    /**
     * Tells whether sysctls were set or released.
     *
     * @return true if so
     */
    public boolean sysctlsChanged() {
        return sysctls != null;
    }

    /**
     * Returns whose counters are to be zeroed.
     *
     * @return in order; an empty element stands for all services; unmodifiable
     */
    public List<Optional<ServiceKey>> zeroed() {
        return Collections.unmodifiableList(zeroed);
    }

    /**
     * Returns the image with all events applied.
     *
     * @param provenance of the image; its sequence is the base's and the number of events applied
     * @return the image; the delta may go on
     * @throws IllegalArgumentException if the sequence does not fit
     */
    public ClusterImage build(Provenance provenance) {
        if (provenance.sequence() != sequence()) {
            throw new IllegalArgumentException("the sequence of the image is " + sequence() + " after " + applied
                    + " events, not " + provenance.sequence());
        }
        return new ClusterImage(
                provenance, services.freeze(), groups(), timeouts(), sysctls(), declarations(), featureLevel);
    }

    @Override
    public long sequence() {
        return base.sequence() + applied;
    }

    @Override
    public Optional<ServiceEntry> service(ServiceKey key) {
        return services.get(key);
    }

    @Override
    public int serviceCount() {
        return services.count();
    }

    @Override
    public Iterable<ServiceEntry> serviceEntries() {
        return services.entries();
    }

    @Override
    public SortedMap<String, VipGroup> groups() {
        return groups == null ? base.groups() : Collections.unmodifiableSortedMap(groups);
    }

    @Override
    public Optional<Timeouts> timeouts() {
        return timeouts;
    }

    @Override
    public SortedMap<String, String> sysctls() {
        return sysctls == null ? base.sysctls() : Collections.unmodifiableSortedMap(sysctls);
    }

    @Override
    public SortedMap<String, Declaration> declarations() {
        return declarations == null ? base.declarations() : Collections.unmodifiableSortedMap(declarations);
    }

    @Override
    public int featureLevel() {
        return featureLevel;
    }
}
