package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.codec.CommandCodec;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalOptions;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.Decider;
import io.directorate.events.service.Decision;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.Commands;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.projection.Projection;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelKeeperTest {
    private static final UUID SELF = new UUID(0, 1);
    private static final FeatureSet NEWER = new FeatureSet(2, event -> 1);
    private static final long SECONDS = 20;

    @TempDir
    private Path folder;

    private Journal journal;
    private Projection projection;
    private volatile boolean leads = true;
    private volatile boolean open = true;
    private volatile long term = 1;
    private final AtomicInteger asked = new AtomicInteger();
    private final LinkedBlockingQueue<CommandEnvelope> given = new LinkedBlockingQueue<>();
    private Optional<LevelKeeper> started = Optional.empty();

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    LevelKeeperTest() {}

    @BeforeEach
    void openJournal() throws Exception {
        journal = Journal.open(
                folder.resolve("journal.db"),
                JournalOptions.defaults(folder.resolve("keys"), Clock.systemUTC(), "mend"));
        projection = new Projection(journal, new DirectorConfig.History(0, 50), NEWER);
    }

    @AfterEach
    void close() throws Exception {
        if (started.isPresent()) {
            started.get().close();
        }
        projection.close();
        journal.close();
    }

    private LevelKeeper start(Supplier<CompletionStage<List<MemberLevel>>> others, Commands intake) {
        LevelKeeper keeper = new LevelKeeper("a", projection, () -> {
            asked.incrementAndGet();
            return others.get();
        });
        started = Optional.of(keeper);
        return keeper.start(() -> open ? Optional.of(new FakeLog()) : Optional.empty(), intake, Clock.systemUTC());
    }

    private static Supplier<CompletionStage<List<MemberLevel>>> supporting(int... levels) {
        List<MemberLevel> all = IntStream.range(0, levels.length)
                .mapToObj(i -> new MemberLevel("b" + i, OptionalInt.of(levels[i])))
                .toList();
        return () -> CompletableFuture.completedFuture(all);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("time left").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private boolean lets(LevelKeeper keeper, int supports) {
        boolean in = keeper.gate()
                .enter(new LogEndpoint("192.0.2.9", 7655), supports)
                .isEmpty();
        if (in) {
            keeper.gate().left();
        }
        return in;
    }

    /** Decides and applies as the intake and the log do. */
    private CompletionStage<CommandResult> apply(CommandEnvelope command) {
        given.add(command);
        Decision.Accepted decided = (Decision.Accepted) Decider.decide(projection.image(), command, NEWER);
        byte[] bytes = LogEntryCodec.encodeWithEvents(
                        LogEntry.of(
                                0,
                                List.of(new DecidedCommand(
                                        command.commandId(),
                                        command.actor(),
                                        command.reason(),
                                        command.timeMillis(),
                                        CommandCodec.digest(command.command()),
                                        decided.events()))),
                        NEWER)
                .bytes();
        try {
            projection.apply(List.of(new CommittedEntry(new LogPosition(1, 1), bytes)));
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.completedFuture(new CommandResult.Applied(1, 1, false));
    }

    @Test
    void raisesTheLevelOnceAllMembersSupportTheNextOne() throws Exception {
        LevelKeeper keeper = start(supporting(2, 2), this::apply);
        CommandEnvelope command = given.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(command.command()).isEqualTo(new Command.RaiseFeatureLevel(2));
        assertThat(command.actor()).isEqualTo("director:a");
        assertThat(command.reason()).contains("every member supports feature level 2");
        await(() -> projection.image().featureLevel() == 2);
        assertThat(keeper.held()).isEmpty();
        assertThat(lets(keeper, 1)).isFalse();
        assertThat(lets(keeper, 2)).isTrue();
        // Once to see, once more before the command.
        assertThat(asked).hasValue(2);
    }

    @Test
    void raisesAtOnceForADirectorAlone() throws Exception {
        started = Optional.of(LevelKeeper.of("a", projection, Optional.empty())
                .start(() -> Optional.of(new FakeLog()), this::apply, Clock.systemUTC()));
        await(() -> projection.image().featureLevel() == 2);
    }

    @Test
    void namesWhoHoldsTheLevelBack() {
        LevelKeeper keeper = start(supporting(2, 1), this::apply);
        await(() -> !keeper.held().isEmpty());
        assertThat(keeper.held()).isEqualTo("director b1 supports 1");
        assertThat(given).isEmpty();
        assertThat(lets(keeper, 1)).isTrue();
    }

    @Test
    void leavesRaisingToTheLeader() {
        leads = false;
        LevelKeeper keeper = start(supporting(3, 2), this::apply);
        await(() -> !keeper.held().isEmpty());
        assertThat(keeper.held()).isEqualTo("director a supports 2, director b1 supports 2");
        assertThat(given).isEmpty();
    }

    @Test
    void asksNobodyWhileTheLogIsNotOpen() throws Exception {
        open = false;
        start(supporting(2), this::apply);
        assertThat(given.poll(500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(asked).hasValue(0);
        open = true;
        assertThat(given.poll(SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void doesNotRaiseIfSomebodyFallsSilentMeanwhile() {
        LevelKeeper keeper = start(
                () -> CompletableFuture.completedFuture(
                        List.of(new MemberLevel("b", asked.get() == 1 ? OptionalInt.of(2) : OptionalInt.empty()))),
                this::apply);
        await(() -> asked.get() == 2);
        await(() -> lets(keeper, 1));
        assertThat(given).isEmpty();
    }

    @Test
    void doesNotRaiseIfItHasLedAnewMeanwhile() {
        LevelKeeper keeper = start(
                () -> {
                    term = asked.get();
                    return supporting(2).get();
                },
                this::apply);
        await(() -> asked.get() == 2);
        await(() -> lets(keeper, 1));
        assertThat(given).isEmpty();
    }

    @Test
    void doesNotRaiseIfItIsNotKnownWhoTheMembersAre() {
        LevelKeeper keeper =
                start(() -> CompletableFuture.failedFuture(new ClusterException("not known")), this::apply);
        await(() -> asked.get() == 1);
        assertThat(given).isEmpty();
        assertThat(lets(keeper, 1)).isTrue();
    }

    @Test
    void letsNobodyInBehindAnAttemptThatMayStillSucceed() throws Exception {
        LevelKeeper keeper = start(supporting(2), command -> {
            given.add(command);
            return CompletableFuture.completedFuture(new CommandResult.Indeterminate("no answer"));
        });
        assertThat(given.poll(SECONDS, TimeUnit.SECONDS)).isNotNull();
        assertThat(lets(keeper, 1)).isFalse();
    }

    @Test
    void hasNoThreadWhereTheBuildSupportsNoMore() throws Exception {
        try (Journal other = Journal.open(
                        folder.resolve("other.db"),
                        JournalOptions.defaults(folder.resolve("other"), Clock.systemUTC(), "mend"));
                Projection usual = new Projection(other, new DirectorConfig.History(0, 50));
                LevelKeeper keeper = LevelKeeper.of("a", usual, Optional.empty())
                        .start(
                                () -> {
                                    throw new AssertionError("it looks all the same");
                                },
                                this::apply,
                                Clock.systemUTC())) {
            assertThat(keeper.held()).isEmpty();
        }
        assertThat(given).isEmpty();
    }

    @Test
    void seesARaiseWithinASequence() {
        Command raise = new Command.RaiseFeatureLevel(2);
        assertThat(LevelKeeper.raises(raise)).isTrue();
        assertThat(LevelKeeper.raises(new Command.Sequence(
                        List.of(new Command.ClearServices(), new Command.Sequence(List.of(raise))))))
                .isTrue();
        assertThat(LevelKeeper.raises(new Command.Sequence(List.of(new Command.ClearServices()))))
                .isFalse();
    }

    private final class FakeLog implements ServiceLog {
        @Override
        public LogState state() {
            LogMember self = new LogMember(
                    SELF, new LogEndpoint("192.0.2.1", 7655), true, OptionalLong.empty(), Optional.empty());
            LogMember other = new LogMember(
                    new UUID(0, 2), new LogEndpoint("192.0.2.2", 7655), true, OptionalLong.empty(), Optional.empty());
            return new LogState(
                    leads ? LogRole.LEADER : LogRole.FOLLOWER,
                    leads,
                    term,
                    Optional.of(SELF),
                    Optional.of(new UUID(7, 7)),
                    Optional.of(leads ? SELF : other.memberId()),
                    List.of(self, other),
                    LogPosition.NONE,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    0);
        }

        @Override
        public CompletionStage<LogPosition> append(byte[] entry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Registration onStateChange(Consumer<LogState> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogMembership membership() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }
}
