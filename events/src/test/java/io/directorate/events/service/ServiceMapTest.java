package io.directorate.events.service;

import static io.directorate.events.service.Samples.entry;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.Gen;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compared with a {@link LinkedHashMap} that is given the same changes. */
class ServiceMapTest {
    @Test
    void doesWhatALinkedMapDoesThroughManySuccessors() {
        Gen.forSeeds(6, gen -> {
            int keys = gen.pick(3, 300, 2000);
            Map<ServiceKey, ServiceEntry> oracle = new LinkedHashMap<>();
            ClusterImage image = ClusterImage.EMPTY;
            ClusterImage earlier = image;
            Map<ServiceKey, ServiceEntry> earlierOracle = Map.of();
            for (int round = 0; round < 300; round++) {
                int changes = gen.pick(1, 1, 3, 40, 300);
                ClusterDelta delta = new ClusterDelta(image);
                for (int i = 0; i < changes; i++) {
                    change(gen, "fwmark:" + gen.number(1, keys), delta, oracle);
                }
                image = delta.build(new Provenance(delta.sequence(), 1, 1, 0));
                assertThat(image.services()).hasSize(oracle.size()).isEqualTo(oracle);
                assertThat(new ArrayList<>(image.services().values())).isEqualTo(new ArrayList<>(oracle.values()));
                assertThat(oracle).isEqualTo(image.services());
                assertThat(image.services().get(key("tcp:192.0.2.1:80"))).isNull();
                if (round == 100) {
                    earlier = image;
                    earlierOracle = new LinkedHashMap<>(oracle);
                }
            }
            assertThat(earlier.services()).isEqualTo(earlierOracle);
        });
    }

    private static void change(Gen gen, String key, ClusterDelta delta, Map<ServiceKey, ServiceEntry> oracle) {
        ServiceEntry present = oracle.get(key(key));
        if (present == null) {
            delta.apply(new Event.ServiceAdded(service(key), ServiceLabels.NONE));
            oracle.put(key(key), entry(service(key)));
        } else if (gen.chance(35)) {
            delta.apply(new Event.ServiceDeleted(key(key)));
            oracle.remove(key(key));
        } else if (present.servers().isEmpty()) {
            delta.apply(new Event.ServerAdded(key(key), nat("10.0.0.1:80")));
            oracle.put(key(key), entry(present.service(), nat("10.0.0.1:80")));
        } else {
            String scheduler = gen.pick("rr", "wrr", "lc");
            delta.apply(new Event.ServiceEdited(service(key, scheduler)));
            oracle.put(key(key), present.withService(service(key, scheduler)));
        }
    }

    @Test
    void holdsEachServiceUnderItsOwnKey() {
        Map<ServiceKey, ServiceEntry> wrong = Map.of(key("fwmark:1"), entry(service("fwmark:2")));
        assertThatThrownBy(() -> ServiceMap.copyOf(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fwmark:2 stands under fwmark:1");
    }

    @Test
    void cannotBeChanged() {
        ServiceMap map = ServiceMap.of(List.of(entry(service("fwmark:1"))), 1);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.values().iterator().remove()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(entry(service("fwmark:2"))))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(map).hasSize(1).containsKey(key("fwmark:1")).doesNotContainKey(key("fwmark:2"));
    }
}
