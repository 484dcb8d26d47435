package io.directorate.events.service;

import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.entry;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.map;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClusterDeltaTest {
    private static final ServiceKey A = key("tcp:192.0.2.1:80");
    private static final ServiceKey B = key("tcp:192.0.2.2:80");
    private static final ServiceKey C = key("tcp:192.0.2.3:80");

    private final ClusterImage image = TestCluster.apply(ClusterImage.EMPTY, List.of(added(A), added(B), added(C)));

    private static Event added(ServiceKey key) {
        return new Event.ServiceAdded(service(key.toString()), ServiceLabels.NONE);
    }

    @Test
    void editsInPlaceAndAddsAtTheEnd() {
        ClusterImage next = TestCluster.apply(
                image,
                List.of(
                        new Event.ServiceEdited(service(A.toString(), "rr")),
                        new Event.ServiceDeleted(B),
                        added(B),
                        new Event.ServerAdded(B, nat("10.0.0.1:80"))));
        assertThat(next.services().keySet()).containsExactly(A, C, B);
        assertThat(next.service(B)).contains(entry(service(B.toString()), nat("10.0.0.1:80")));
    }

    @Test
    void serversKeepTheirPlaceUnlessDeletedAndAddedAgain() {
        ClusterImage next = TestCluster.apply(
                image,
                List.of(
                        new Event.ServerAdded(A, nat("10.0.0.1:80")),
                        new Event.ServerAdded(A, nat("10.0.0.2:80")),
                        new Event.ServerEdited(A, nat("10.0.0.1:80").withWeight(9)),
                        new Event.ServerAdded(A, nat("10.0.0.3:80")),
                        new Event.ServerDeleted(A, endpoint("10.0.0.2:80")),
                        new Event.ServerAdded(A, nat("10.0.0.2:80"))));
        assertThat(next.service(A).orElseThrow().servers())
                .containsExactly(nat("10.0.0.1:80").withWeight(9), nat("10.0.0.3:80"), nat("10.0.0.2:80"));
    }

    @Test
    void tellsWhatChanged() {
        ClusterDelta delta = new ClusterDelta(image)
                .apply(new Event.ServiceEdited(service(A.toString(), "rr")))
                .apply(new Event.ServiceDeleted(B))
                .apply(new Event.ServiceDeleted(C))
                .apply(added(C))
                .apply(added(key("fwmark:1")))
                .apply(new Event.ServiceDeleted(key("fwmark:1")))
                .apply(new Event.CountersZeroed(Optional.of(A)))
                .apply(new Event.CountersZeroed(Optional.empty()));
        assertThat(delta.changedServices()).containsExactly(A, C);
        assertThat(delta.deletedServices()).containsExactly(B);
        assertThat(delta.zeroed()).containsExactly(Optional.of(A), Optional.empty());
        assertThat(delta.groupsChanged()).isFalse();
        assertThat(delta.timeoutsChanged()).isFalse();
        assertThat(delta.sysctlsChanged()).isFalse();
        assertThat(delta.serviceCount()).isEqualTo(2);
        assertThat(delta.sequence()).isEqualTo(11);
        delta.apply(new Event.VipGroupDefined(group("web", "192.0.2.1")))
                .apply(new Event.TimeoutsSet(Timeouts.DEFAULT))
                .apply(new Event.SysctlsSet(map("conntrack", "1"), set()));
        assertThat(delta.groupsChanged()).isTrue();
        assertThat(delta.timeoutsChanged()).isTrue();
        assertThat(delta.sysctlsChanged()).isTrue();
    }

    @Test
    void sharesWhatIsNotTouched() {
        ClusterImage next = TestCluster.apply(image, List.of(new Event.TimeoutsSet(Timeouts.DEFAULT)));
        assertThat(next.services()).isSameAs(image.services());
    }

    @Test
    void refusesEventsThatDoNotFit() {
        for (Event event : List.of(
                added(A),
                new Event.ServiceAdded(
                        service("fwmark:1"), ServiceLabels.NONE, List.of(nat("10.0.0.1:80"), nat("10.0.0.1:80"))),
                new Event.ServiceEdited(service("fwmark:1")),
                new Event.ServiceLabelled(key("fwmark:1"), ServiceLabels.NONE),
                new Event.ServiceDeleted(key("fwmark:1")),
                new Event.ServerAdded(key("fwmark:1"), nat("10.0.0.1:80")),
                new Event.ServerEdited(A, nat("10.0.0.1:80")),
                new Event.ServerDeleted(A, endpoint("10.0.0.1:80")),
                new Event.VipGroupDeleted("web"),
                new Event.FeatureLevelRaised(1))) {
            assertThatThrownBy(() -> new ClusterDelta(image).apply(event))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not fit the image");
        }
        ClusterDelta delta = new ClusterDelta(image).apply(new Event.ServerAdded(A, nat("10.0.0.1:80")));
        assertThatThrownBy(() -> delta.apply(new Event.ServerAdded(A, nat("10.0.0.1:80"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesASequenceThatDoesNotCountTheEvents() {
        ClusterDelta delta = new ClusterDelta(image).apply(added(key("fwmark:1")));
        assertThatThrownBy(() -> delta.build(new Provenance(3, 9, 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4");
        assertThat(delta.build(new Provenance(4, 9, 1, 0)).provenance()).isEqualTo(new Provenance(4, 9, 1, 0));
    }

    @Test
    void anImageCannotBeChangedFromOutside() {
        Map<ServiceKey, ServiceEntry> services = new LinkedHashMap<>();
        services.put(A, entry(service(A.toString())));
        ClusterImage made = new ClusterImage(
                Provenance.NONE,
                services,
                new TreeMap<>(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                FeatureLevel.FIRST);
        services.clear();
        assertThat(made.services()).containsOnlyKeys(A);
        assertThatThrownBy(() -> made.services().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> made.services().remove(A)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> made.groups().put("web", group("web", "192.0.2.1")))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> made.sysctls().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> made.declarations().put("a", Declaration.NONE))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void hashesContentOnlyAndTheSameOnEveryMachine() {
        assertThat(ClusterImage.EMPTY.sha256())
                .isEqualTo("6b2e7f703dde499776d5174ba6cbebfd9b49a453f231e32e0fd07c13386cbf4b");
        ClusterImage other = TestCluster.apply(ClusterImage.EMPTY, List.of(added(C), added(B), added(A)));
        assertThat(other).isNotEqualTo(ClusterImage.EMPTY);
        assertThat(other.sha256())
                .isEqualTo(image.sha256())
                .isEqualTo("f7e857cbe30cbbebfc7655bbf4f3b29b618c7b71c195e002848a98c45d622741");
        assertThat(other.services()).isEqualTo(image.services());
        ClusterImage nextIndex = new ClusterImage(
                new Provenance(3, 99, 7, 5),
                image.services(),
                image.groups(),
                image.timeouts(),
                image.sysctls(),
                image.declarations(),
                image.featureLevel());
        assertThat(nextIndex.sha256()).isEqualTo(image.sha256());
    }

    @Test
    void everyPartOfAnImageCountsInItsHash() {
        TreeSet<String> hashes = new TreeSet<>();
        hashes.add(image.sha256());
        List<Event> changes = List.of(
                new Event.ServiceEdited(service(A.toString(), "rr")),
                new Event.ServiceLabelled(A, Samples.ownedBy("x")),
                new Event.ServiceLabelled(A, Samples.inGroup("x")),
                new Event.ServiceDeleted(A),
                new Event.ServerAdded(A, nat("10.0.0.1:80")),
                new Event.ServerAdded(B, nat("10.0.0.1:80")),
                new Event.VipGroupDefined(group("web", "192.0.2.1")),
                new Event.VipGroupDefined(Samples.withLocals(group("web", "192.0.2.1"), "10.0.0.1")),
                new Event.TimeoutsSet(Timeouts.DEFAULT),
                new Event.SysctlsSet(map("conntrack", "1"), set()),
                new Event.OwnerDeclared("x", new Declaration(set(), true, set())),
                new Event.FeatureLevelRaised(2));
        for (Event change : changes) {
            hashes.add(TestCluster.apply(image, List.of(change)).sha256());
        }
        assertThat(hashes).hasSize(changes.size() + 1);
    }
}
