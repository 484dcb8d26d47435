package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.store.StoreIdentity;
import io.directorate.consensus.store.StoreLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** What Ratis is told: names, addresses and values. */
final class RaftSettings {
    /** What Ratis adds to an entry: term, index, client id, call id, tags and lengths. */
    static final int ENTRY_OVERHEAD_BYTES = 1024;

    private static final int PREALLOCATED_BYTES = 1 << 20;
    private static final int CACHED_SEGMENTS = 2;
    private static final long CACHED_BYTES = 32L << 20;
    /** Nobody repeats a call under the same id, so Ratis need not remember answers for its usual minute. */
    private static final Duration RETRY_CACHE = Duration.ofSeconds(5);

    /** A new member that says nothing for so long is not waited for any more. */
    private static final Duration STAGING = Duration.ofSeconds(8);

    /**
     * Waits of a leader after so many failures in a row with one follower. Ratis's own become five seconds after 30, which
     * is some seconds of silence; and as the first refusal of a follower that is back is one more, it would wait twice.
     */
    private static final String RETRIES = "1ms,10, 200ms,1000000000";

    private static final Duration ALONE_ELECTION_MIN = Duration.ofMillis(10);
    private static final Duration ALONE_ELECTION_MAX = Duration.ofMillis(20);

    private RaftSettings() {}

    /** Whether nobody else takes part, so that no port is needed. */
    static boolean alone(ServiceLogConfig config) {
        return config.group().listen().isEmpty();
    }

    /** Longest record that fits: entry and what Ratis adds. */
    static int maxRecordBytes(ServiceLogConfig config) {
        return config.limits().maxEntryBytes() + ENTRY_OVERHEAD_BYTES;
    }

    /** Space that opening and one segment need at least. */
    static long floorBytes(ServiceLogConfig config) {
        return 2L * preallocated(config) + (64 << 10);
    }

    private static long preallocated(ServiceLogConfig config) {
        return Math.min(PREALLOCATED_BYTES, config.limits().segmentBytes());
    }

    static RaftPeerId peerId(UUID memberId) {
        return RaftPeerId.valueOf(memberId.toString());
    }

    /** The member behind a Ratis id; absent if it is none of ours. */
    static Optional<UUID> memberId(String peerId) {
        try {
            return Optional.of(UUID.fromString(peerId));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /**
     * The members that a new store begins with; none for one that joins, which waits to be added.
     *
     * <p>A store that has been in use knows its members itself.
     */
    static RaftGroup group(ServiceLogConfig config, StoreIdentity identity) {
        RaftGroupId groupId = RaftGroupId.valueOf(identity.groupId());
        if (config.group().join().isPresent()) {
            return RaftGroup.valueOf(groupId);
        }
        List<RaftPeer> peers = new ArrayList<>();
        LogEndpoint self = config.group().listen().orElse(new LogEndpoint("127.0.0.1", 0));
        peers.add(peer(new LogPeer(identity.memberId(), self)));
        config.group().others().forEach(other -> peers.add(peer(other)));
        return RaftGroup.valueOf(groupId, peers);
    }

    static RaftPeer peer(LogPeer member) {
        return RaftPeer.newBuilder()
                .setId(peerId(member.memberId()))
                .setAddress(member.endpoint().toString())
                .build();
    }

    static RaftProperties properties(ServiceLogConfig config, StoreLayout layout) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(layout.store().toFile()));
        RaftTransport.set(config, properties);
        timing(config, properties);
        log(config, properties);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(
                properties, config.limits().snapshotEntries());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        // The journal is durable by itself; a copy at every stop would only make stopping slow.
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, time(RETRY_CACHE));
        return properties;
    }

    private static void timing(ServiceLogConfig config, RaftProperties properties) {
        ServiceLogConfig.Timing timing = config.timing();
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(timing.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(timing.electionMax()));
        // One alone has nobody to wait for.
        boolean alone = alone(config);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, time(alone ? ALONE_ELECTION_MIN : timing.electionMin()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, time(alone ? ALONE_ELECTION_MAX : timing.electionMax()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(timing.electionMax()));
        // One that lost its followers lets others try first, but not for Ratis's usual ten seconds.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
                properties, time(timing.electionMax().multipliedBy(2)));
        RaftServerConfigKeys.setStagingTimeout(properties, time(STAGING));
    }

    private static void log(ServiceLogConfig config, RaftProperties properties) {
        ServiceLogConfig.Limits limits = config.limits();
        int record = maxRecordBytes(config);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(limits.segmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(preallocated(config)));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(record));
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, RETRIES);
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(record + 64L));
        RaftServerConfigKeys.Log.setQueueByteLimit(properties, SizeInBytes.valueOf(Math.max(64L << 20, 2L * record)));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(CACHED_BYTES));
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Write.setElementLimit(properties, limits.maxOutstanding() + 1);
        RaftServerConfigKeys.Write.setByteLimit(
                properties, SizeInBytes.valueOf(Appends.maxBytes(limits) + limits.maxEntryBytes()));
    }

    static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
