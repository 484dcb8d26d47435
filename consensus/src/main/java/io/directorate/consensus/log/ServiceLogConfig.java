package io.directorate.consensus.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How a service log is to run.
 *
 * @param directory holds everything of the log and nothing else; made if missing. The applier's own files must not be
 *     in it
 * @param group who takes part
 * @param timing time-outs
 * @param limits bounds and sizes
 * @param mendCommand the command that mends a damaged store, as the operator must type it; named in errors
 */
public record ServiceLogConfig(Path directory, Group group, Timing timing, Limits limits, String mendCommand) {
    /** What to type when a store is damaged, where the caller knows nothing better. */
    public static final String DEFAULT_MEND_COMMAND = "directorate cluster recover --data-dir DIR";

    /**
     * The values for one director alone.
     *
     * @param directory holds everything of the log
     * @return a configuration with {@link Group#ALONE} and default values
     */
    public static ServiceLogConfig alone(Path directory) {
        return new ServiceLogConfig(directory, Group.ALONE, Timing.DEFAULT, Limits.DEFAULT, DEFAULT_MEND_COMMAND);
    }

    /**
     * The same with other time-outs.
     *
     * @param other the time-outs
     * @return a changed copy
     */
    public ServiceLogConfig with(Timing other) {
        return new ServiceLogConfig(directory, group, other, limits, mendCommand);
    }

    /**
     * The same with other limits.
     *
     * @param other the limits
     * @return a changed copy
     */
    public ServiceLogConfig with(Limits other) {
        return new ServiceLogConfig(directory, group, timing, other, mendCommand);
    }

    /**
     * The same with another group.
     *
     * @param other the group
     * @return a changed copy
     */
    public ServiceLogConfig with(Group other) {
        return new ServiceLogConfig(directory, other, timing, limits, mendCommand);
    }

    /**
     * The same with another mending command.
     *
     * @param command as the operator must type it
     * @return a changed copy
     */
    public ServiceLogConfig withMendCommand(String command) {
        return new ServiceLogConfig(directory, group, timing, limits, command);
    }

    /**
     * Who takes part when a store is used for the first time; later the store itself remembers its members.
     *
     * @param listen where this member listens for the others; absent: it opens no port at all, which only one alone can
     * @param others the other founding voters, with this one 1, 3 or 5 in all; empty for one that founds a group alone or
     *     joins one
     * @param tls certificates; absent only on loopback addresses, where the operating system keeps others out
     * @param join the group to join: a new store begins empty and waits until the group adds it; absent: a new store
     *     founds a group
     */
    public record Group(Optional<LogEndpoint> listen, List<LogPeer> others, Optional<LogTls> tls, Optional<UUID> join) {
        private static final Set<Integer> FOUNDERS = Set.of(1, 3, 5);

        /** One director alone, without any port. */
        public static final Group ALONE = new Group(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        /** Checks that others can be reached. */
        public Group {
            others = List.copyOf(others);
            if (listen.isEmpty() && !others.isEmpty()) {
                throw new IllegalArgumentException(
                        "listen: must be given, because the group has " + others.size() + " other members");
            }
            if (listen.isEmpty() && (tls.isPresent() || join.isPresent())) {
                throw new IllegalArgumentException("listen: must be given to join others or to use certificates");
            }
            if (join.isPresent() && !others.isEmpty()) {
                throw new IllegalArgumentException("others: must be empty for one that joins; the group tells them");
            }
            if (!FOUNDERS.contains(others.size() + 1)) {
                throw new IllegalArgumentException(
                        "others: a group is founded by 1, 3 or 5 members, not by " + (others.size() + 1));
            }
        }

        /**
         * Founders on loopback addresses, without certificates.
         *
         * @param listen where this member listens
         * @param others the other founders
         */
        public Group(Optional<LogEndpoint> listen, List<LogPeer> others) {
            this(listen, others, Optional.empty(), Optional.empty());
        }

        /**
         * Founders with certificates.
         *
         * @param listen where this member listens
         * @param others the other founders; none if it is the first of a group that others will join
         * @param tls certificates
         * @return the group
         */
        public static Group founding(LogEndpoint listen, List<LogPeer> others, LogTls tls) {
            return new Group(Optional.of(listen), others, Optional.of(tls), Optional.empty());
        }

        /**
         * One that joins a group.
         *
         * @param listen where this member listens
         * @param groupId the group, {@link LogState#groupId} of any member of it
         * @param tls certificates
         * @return the group
         */
        public static Group joining(LogEndpoint listen, UUID groupId, LogTls tls) {
            return new Group(Optional.of(listen), List.of(), Optional.of(tls), Optional.of(groupId));
        }
    }

    /**
     * Time-outs.
     *
     * @param electionMin least time without a leader before an election; 10 ms or more
     * @param electionMax greatest such time; at least {@code electionMin}
     * @param request how long one append may take before it is called indeterminate; 100 ms or more
     * @param reopenMin first wait before a failed store is opened again
     * @param reopenMax greatest such wait; the wait doubles up to here
     */
    public record Timing(
            Duration electionMin, Duration electionMax, Duration request, Duration reopenMin, Duration reopenMax) {
        /** Values for a local network. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofMillis(300),
                Duration.ofMillis(600),
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofSeconds(15));

        /** Checks the ranges. */
        public Timing {
            if (electionMin.toMillis() < 10 || electionMax.compareTo(electionMin) < 0) {
                throw new IllegalArgumentException(
                        "election time-outs: need 10 ms <= min <= max, are " + electionMin + " and " + electionMax);
            }
            if (request.toMillis() < 100) {
                throw new IllegalArgumentException("request time-out: must be at least 100 ms, is " + request);
            }
            if (reopenMin.toMillis() < 1 || reopenMax.compareTo(reopenMin) < 0) {
                throw new IllegalArgumentException(
                        "reopen waits: need 1 ms <= min <= max, are " + reopenMin + " and " + reopenMax);
            }
        }
    }

    /**
     * Bounds and sizes.
     *
     * @param maxOutstanding appends that may wait at one time; 1 to 65536
     * @param maxEntryBytes largest entry; 1 byte to 64 MiB
     * @param applyBatchEntries most entries in one call of {@link LogApplier#apply}; 1 to 4096
     * @param segmentBytes size at which a new log file is begun; 64 KiB to 1 GiB
     * @param snapshotEntries entries between two snapshots, after which the log behind is purged; 10 or more
     * @param minFreeBytes free space below which appends are refused, so that the applier and the rest of the machine
     *     still can work; 0 or more
     */
    public record Limits(
            int maxOutstanding,
            int maxEntryBytes,
            int applyBatchEntries,
            long segmentBytes,
            long snapshotEntries,
            long minFreeBytes) {
        /** Values that fit most directors. */
        public static final Limits DEFAULT = new Limits(1024, 16 << 20, 256, 8 << 20, 10_000, 64 << 20);

        /** Checks the ranges. */
        public Limits {
            range("maxOutstanding", maxOutstanding, 1, 65536);
            range("maxEntryBytes", maxEntryBytes, 1, 64 << 20);
            range("applyBatchEntries", applyBatchEntries, 1, 4096);
            range("segmentBytes", segmentBytes, 64 << 10, 1 << 30);
            range("snapshotEntries", snapshotEntries, 10, Long.MAX_VALUE);
            range("minFreeBytes", minFreeBytes, 0, Long.MAX_VALUE);
        }

        private static void range(String name, long value, long min, long max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(name + ": must be " + min + " to " + max + ", is " + value);
            }
        }
    }
}
