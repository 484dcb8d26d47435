package io.directorate.events.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What holds for every image that decisions lead to, written down apart from the rules. */
final class Invariants {
    private Invariants() {}

    static void check(ClusterImage image) {
        image.services().forEach((key, entry) -> {
            assertThat(entry.service().key()).isEqualTo(key);
            checkService(image, entry);
        });
        checkAddresses(image);
        image.declarations().forEach((owner, declared) -> {
            assertThat(declared.isEmpty()).isFalse();
            assertThat(image.groups().keySet()).containsAll(declared.groups());
            assertThat(image.sysctls().keySet()).containsAll(declared.sysctls());
            assertThat(!declared.timeouts() || image.timeouts().isPresent()).isTrue();
        });
        assertThat(Sysctls.names()).containsAll(image.sysctls().keySet());
    }

    private static void checkService(ClusterImage image, ServiceEntry entry) {
        assertThat(entry.service().scheduler().isKnown()).isTrue();
        entry.labels().group().ifPresent(name -> assertThat(image.groups()).containsKey(name));
        if (entry.service().key() instanceof ServiceKey.Address a) {
            assertThat(a.port() != 0 || entry.service().persistence().isPresent())
                    .isTrue();
            assertThat(!entry.service().onePacket() || a.protocol() == Protocol.UDP)
                    .isTrue();
            entry.labels()
                    .group()
                    .ifPresent(name -> assertThat(group(image, name).vips())
                            .extracting(GroupAddress::address)
                            .contains(a.address()));
        }
        Set<Object> endpoints = new HashSet<>();
        for (RealServer server : entry.servers()) {
            assertThat(endpoints.add(server.endpoint())).isTrue();
            checkServer(image, entry, server);
        }
    }

    private static void checkServer(ClusterImage image, ServiceEntry entry, RealServer server) {
        ServiceKey key = entry.service().key();
        assertThat(server.endpoint().address().family()).isEqualTo(key.family());
        assertThat(server.lowerThreshold()).isLessThanOrEqualTo(server.upperThreshold());
        boolean portStays = server.method() == ForwardingMethod.DR || server.method() == ForwardingMethod.TUN;
        if (portStays && key instanceof ServiceKey.Address a) {
            assertThat(server.endpoint().port()).isEqualTo(a.port());
        }
        if (server.method() == ForwardingMethod.FULLNAT) {
            VipGroup group = group(image, entry.labels().group().orElseThrow());
            assertThat(group.localAddresses()).anyMatch(local -> local.address().family() == key.family());
        }
    }

    private static VipGroup group(ClusterImage image, String name) {
        return Objects.requireNonNull(image.groups().get(name), name);
    }

    private static void checkAddresses(ClusterImage image) {
        Map<IpAddress, String> holders = new HashMap<>();
        for (VipGroup group : image.groups().values()) {
            for (List<GroupAddress> list : List.of(group.vips(), group.innerGateways(), group.localAddresses())) {
                for (GroupAddress address : list) {
                    String holder = holders.putIfAbsent(address.address(), group.name());
                    assertThat(holder == null || holder.equals(group.name()))
                            .as("%s is held by one group", address)
                            .isTrue();
                }
            }
        }
    }
}
