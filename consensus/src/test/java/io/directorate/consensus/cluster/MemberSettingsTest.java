package io.directorate.consensus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.SerializationClassNameFilter;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.directorate.consensus.log.LogEndpoint;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberSettingsTest {
    private static final LogEndpoint HERE = new LogEndpoint("127.0.0.2", 5701);

    private static MemberSettings settings(String cluster, String name, LogEndpoint endpoint, int others) {
        return new MemberSettings(
                cluster, name, endpoint, Collections.nCopies(others, HERE), TestMembers.KEY, List.of());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> settings("a b", "d1", HERE, 1)).hasMessageContaining("cluster name: must be");
        assertThatThrownBy(() -> settings("a", "", HERE, 1)).hasMessageContaining("director name: must be");
        assertThatThrownBy(() -> settings("a", "d1", new LogEndpoint("127.0.0.1", 0), 1))
                .hasMessageContaining("needs a port");
        assertThatThrownBy(() -> settings("a", "d1", HERE, 65)).hasMessageContaining("at most 64");
        assertThatThrownBy(() -> new RingSettings("r", 0, 1)).hasMessageContaining("capacity must be");
        assertThatThrownBy(() -> new RingSettings("r", 1, 4)).hasMessageContaining("backups must be");
        assertThatThrownBy(() -> new RingSettings(" ", 1, 1)).hasMessageContaining("name must not be empty");
    }

    @Test
    void looksNowhereButAtTheMembersNamed() throws Exception {
        Config config = MemberConfig.of(
                settings("a", "d1", HERE, 1), List.of(new LogEndpoint("::1", 7), HERE), "instance", "node");
        assertThat(config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().getJoin().isAutoDetectionEnabled()).isFalse();
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactly("[::1]:7", "127.0.0.2:5701");
        MemberConfig.look(config, List.of(HERE));
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactly("127.0.0.2:5701");
        assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    }

    @Test
    void readsNoJavaObjectsButHazelcastsOwnExceptions() {
        SerializationClassNameFilter filter =
                new SerializationClassNameFilter(SerializationRules.config().getJavaSerializationFilterConfig());
        filter.filter("com.hazelcast.spi.exception.PartitionMigratingException");
        filter.filter("java.lang.IllegalStateException");
        for (String refused : List.of(
                "java.util.HashMap",
                "java.util.PriorityQueue",
                "com.hazelcast.map.impl.MapService",
                "io.directorate.Any",
                "javax.management.BadAttributeValueExpException")) {
            assertThatThrownBy(() -> filter.filter(refused)).as(refused).isInstanceOf(SecurityException.class);
        }
    }

    /** An object of a class that is not known to Hazelcast goes as a Java object, and is not read. */
    record Gadget(String name) implements java.io.Serializable {}

    @Test
    void aJavaObjectInTheClusterIsNotRead() {
        InternalSerializationService service = new DefaultSerializationServiceBuilder()
                .setConfig(SerializationRules.config())
                .build();
        try {
            assertThatThrownBy(() -> service.toObject(service.toData(new Gadget("x"))))
                    .hasStackTraceContaining("is not allowed");
            assertThat(service.<byte[]>toObject(service.toData(new byte[] {1, 2})))
                    .containsExactly(1, 2);
            IllegalStateException failure = new IllegalStateException("outer", new java.io.IOException("inner"));
            assertThat(service.<Throwable>toObject(service.toData(failure)))
                    .hasMessage("outer")
                    .hasRootCauseMessage("inner");
        } finally {
            service.dispose();
        }
    }
}
