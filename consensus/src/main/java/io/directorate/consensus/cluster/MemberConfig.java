package io.directorate.consensus.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.RingbufferConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import io.directorate.consensus.log.LogEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Settings put into Hazelcast's words. Every value that differs from Hazelcast's own was measured: with its own a member
 * that hangs is noticed after a minute, and a split mends after five.
 */
final class MemberConfig {
    static final String NODE_ID = "__vertx.nodeId";
    static final String NAME = "directorate.name";

    private static final String[][] PROPERTIES = {
        {"hazelcast.logging.type", "slf4j"},
        {"hazelcast.phone.home.enabled", "false"},
        {"hazelcast.shutdownhook.enabled", "false"},
        {"hazelcast.socket.bind.any", "false"},
        {"hazelcast.socket.connect.timeout.seconds", "3"},
        {"hazelcast.heartbeat.interval.seconds", "1"},
        // Lower, and any pause of a process would split the cluster.
        {"hazelcast.max.no.heartbeat.seconds", "5"},
        // Above the line before, or writes would fail that only wait for a dead member to be noticed.
        {"hazelcast.operation.call.timeout.millis", "10000"},
        {"hazelcast.operation.backup.timeout.millis", "1000"},
        {"hazelcast.merge.first.run.delay.seconds", "5"},
        {"hazelcast.merge.next.run.delay.seconds", "5"},
        {"hazelcast.wait.seconds.before.join", "1"},
        {"hazelcast.max.join.seconds", "60"},
        {"hazelcast.graceful.shutdown.max.wait", "5"},
        {"hazelcast.io.thread.count", "2"},
        {"hazelcast.partition.count", "271"},
        {"hazelcast.health.monitoring.level", "OFF"},
    };

    private MemberConfig() {}

    static Config of(MemberSettings settings, List<LogEndpoint> others, String instance, String nodeId)
            throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getByName(settings.endpoint().host()),
                settings.endpoint().port());
        Config config = new Config(instance).setClusterName(settings.clusterName());
        for (String[] property : PROPERTIES) {
            config.setProperty(property[0], property[1]);
        }
        config.setProperty(
                "hazelcast.prefer.ipv4.stack", String.valueOf(address.getAddress() instanceof java.net.Inet4Address));
        config.setSerializationConfig(SerializationRules.config());
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getMemberAttributeConfig().setAttribute(NODE_ID, nodeId).setAttribute(NAME, settings.name());
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(address.getPort()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getMemberAddressProviderConfig().setEnabled(true).setImplementation(new Fixed(address));
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(5);
        look(config, others);
        for (RingSettings ring : settings.rings()) {
            config.addRingBufferConfig(ring(ring));
        }
        return config;
    }

    /** Where the other members are looked for; Hazelcast reads it anew each time it looks. */
    static void look(Config config, List<LogEndpoint> others) {
        config.getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .setMembers(others.stream().map(LogEndpoint::toString).toList());
    }

    private static RingbufferConfig ring(RingSettings ring) {
        return new RingbufferConfig(ring.name())
                .setCapacity(ring.capacity())
                .setBackupCount(ring.backups())
                .setAsyncBackupCount(0)
                .setTimeToLiveSeconds(0)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                // After a split one side's items are right or wrong as a whole.
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getName(), 100));
    }

    /** Exactly one address, also one of 127.0.0.0/8 that stands on no interface. */
    private record Fixed(InetSocketAddress address) implements MemberAddressProvider {
        @Override
        public InetSocketAddress getBindAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
            return address;
        }
    }
}
