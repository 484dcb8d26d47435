package io.directorate.node.sim;

import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.SteppedPublisher;
import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.Plan;
import io.directorate.dataplane.plan.Planner;
import io.directorate.dataplane.reconcile.DriftPolicy;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.dataplane.reconcile.ReconcilerOptions;
import io.directorate.dataplane.reconcile.ReconcilerPorts;
import io.directorate.dataplane.reconcile.ReopeningDataplane;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalOptions;
import io.directorate.events.journal.JournalPosition;
import io.directorate.events.journal.JournalQuery;
import io.directorate.events.journal.JournalRow;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.cluster.Followers;
import io.directorate.node.cluster.LevelKeeper;
import io.directorate.node.cluster.MemberService;
import io.directorate.node.cluster.SteppedRouter;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.SteppedIntake;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.director.DesiredStates;
import io.directorate.node.director.SteppedParts;
import io.directorate.node.feed.JournalFeed;
import io.directorate.node.projection.ApplyStoppedException;
import io.directorate.node.projection.Follower;
import io.directorate.node.projection.SteppedProjection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One process of a director, from its start to its end: the real parts, put together as {@code Director} does, on models of what is around. */
final class SimDirector {
    private static final DirectorConfig.History BOUNDS = new DirectorConfig.History(0, 24);
    private static final ReconcilerOptions OPTIONS = new ReconcilerOptions(
            Duration.ofSeconds(2),
            DriftPolicy.REPAIR,
            ForeignPolicy.KEEP,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            4096);
    private static final int ANCHOR_EVENTS = 48;

    private final int id;
    private final World world;
    private final Timeline time;
    private final Life life = new Life();
    private final Kernel kernel;
    private final Journal journal;
    private final SteppedProjection projection;
    private final RaftMember member;
    private final SteppedRouter router;
    private final MemberService service;
    private final Reconciler reconciler;
    private final SteppedParts parts;
    private final SteppedPublisher publisher;
    private long reconcileNumber;

    /** What a process is put into. */
    interface Surroundings {
        Disk disk();

        Kernel kernel();

        RaftPeers peers();

        ModelCalls.Others others();

        /** What happens around the applying of entries, but for what the director itself does. */
        Applying.Events applying(SimDirector director);
    }

    SimDirector(int id, World world, Surroundings around) {
        this.id = id;
        this.world = world;
        this.time = world.time();
        this.kernel = around.kernel();
        JournalOptions options = new JournalOptions(
                around.disk().keys(),
                32,
                ANCHOR_EVENTS,
                Duration.ofSeconds(5),
                () -> Instant.ofEpochMilli(time.nowMillis()),
                "directorate cluster recover");
        journal = Journal.open(around.disk().journal(), options);
        try {
            projection = new SteppedProjection(journal, BOUNDS);
        } catch (ApplyStoppedException e) {
            throw new InvariantBroken(Invariant.APPLIED_ONLY_GROWS, "the journal cannot be read again: " + e);
        }
        ReconcilerPorts ports = new ReconcilerPorts(
                new ReopeningDataplane(kernel::open),
                Optional.empty(),
                SteppedParts.ownership(journal),
                report -> time.say("director " + id + " finds drift: " + report.differences()),
                () -> Instant.ofEpochMilli(time.nowMillis()),
                time::nowNanos);
        reconciler = new Reconciler(ports, OPTIONS);
        parts = new SteppedParts(journal, reconciler);
        projection.projection().follow(follower());
        parts.start(image());
        planReconcile(time.between(100, 2_000));

        FaultyApplier applier = new FaultyApplier(projection.projection(), id, world.faults());
        RaftSetting setting = new RaftSetting(
                id, world.voters(), world.members(), life, world.appendTimeout().minusMillis(1), world.faults());
        Applying applying = new Applying(applier, time, life, around.applying(this));
        member = new RaftMember(setting, time, around.disk().store(), applying, around.peers());
        Optional<ServiceLog> log = Optional.of(new ModelLog(setting, member, applier));
        SteppedIntake intake = new SteppedIntake(
                () -> log,
                projection.projection(),
                world.appendTimeout(),
                (delay, action) -> time.after(life, delay, "decide", action));
        ModelCalls calls = new ModelCalls(id, life, time, world.network(), around.others());
        router = new SteppedRouter(intake, () -> log, calls, World.REQUEST, time::nowNanos);
        service = new MemberService(
                intake,
                () -> log,
                () -> {
                    throw new UnsupportedOperationException("nobody asks for the status in a simulation");
                },
                new Followers(time::nowNanos),
                LevelKeeper.of("director-" + id, projection.projection(), Optional.empty()));
        publisher =
                new SteppedPublisher(world.feed(), World.KEY, world.ring(), new JournalFeed(journal), time::nowNanos);
        time.after(life, SteppedRouter.PERIOD, "route", this::route);
        time.after(life, time.between(1_000, 100_000), "publish", this::publish);
    }

    private Follower follower() {
        return change -> {
            if (world.has(PlantedFault.SKIP_RECONCILE) && id == 1) {
                return;
            }
            parts.feed().onChange(change);
            planReconcile(time.between(100, 3_000));
        };
    }

    int id() {
        return id;
    }

    Life life() {
        return life;
    }

    RaftMember member() {
        return member;
    }

    CallHandler handler() {
        return service;
    }

    ClusterImage image() {
        return projection.projection().image();
    }

    LogPosition applied() {
        return projection.projection().applied();
    }

    CompletionStage<CommandResult> submit(CommandEnvelope command) {
        return router.submit(command);
    }

    /** Where the journal stands: its last position, and the chain up to there. */
    JournalPosition position() {
        return journal.applied();
    }

    String chain() {
        List<JournalRow> last = journal.list(JournalQuery.all().newestFirst().limit(1));
        return last.isEmpty() ? "" : HexFormat.of().formatHex(last.get(0).hash());
    }

    List<HistoryChecker.Row> rows() {
        return journal.list(JournalQuery.all().limit(JournalQuery.LIMIT_HIGHEST)).stream()
                .map(row -> new HistoryChecker.Row(
                        row.sequence(), row.commandId(), HexFormat.of().formatHex(row.hash())))
                .toList();
    }

    /** For those who follow without a vote. */
    List<FeedItem> events(long from, int limit) {
        return new JournalFeed(journal).read(from, limit);
    }

    private void route() {
        time.after(life, SteppedRouter.PERIOD, "route", this::route);
        router.round();
    }

    private void publish() {
        if (member.isReady()) {
            publisher.lead();
        } else {
            publisher.follow();
        }
        long wait = Math.max(10, Math.min(200, publisher.round()));
        time.after(life, Duration.ofMillis(wait), "publish", this::publish);
    }

    void keepImage() {
        projection.keepImage();
    }

    RaftStore.Copy copy(Path file) throws Exception {
        Files.deleteIfExists(file);
        LogPosition position = applied();
        projection.projection().snapshotTo(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return new RaftStore.Copy(position, bytes);
    }

    void restore(RaftStore.Copy copy, Path file) throws Exception {
        Files.write(file, copy.bytes());
        projection.projection().restoreFrom(file);
        Files.delete(file);
    }

    private void planReconcile(Duration delay) {
        long number = ++reconcileNumber;
        time.after(life, delay, "reconcile", () -> {
            if (number == reconcileNumber) {
                reconcile();
            }
        });
    }

    private void reconcile() {
        IpvsTable before = kernel.table();
        int changes = reconciler.doWork(time.nowNanos());
        if (changes > 0) {
            time.say("director " + id + " programs " + changes + " changes");
        }
        IpvsTable after = kernel.table();
        for (ServiceKey key : image().services().keySet()) {
            InvariantBroken.check(
                    !before.services().containsKey(key) || after.services().containsKey(key),
                    Invariant.NOTHING_WITHDRAWN,
                    "director " + id + " withdraws " + key + ", which its image has");
        }
        planReconcile(Duration.ofNanos(Math.max(100_000, reconciler.nanosUntilDue(time.nowNanos()))));
    }

    boolean isConverged() {
        return reconciler.status().converged() && reconciler.status().appliedSequence() == image().sequence();
    }

    String tableHash() {
        return reconciler.status().tableHash();
    }

    /** What differs between the kernel, read back, and the image. */
    List<String> differences() {
        DesiredState desired = DesiredStates.of(image());
        var state = kernel.state(desired);
        Plan plan = Planner.plan(desired, state, parts.scope(desired, state.table()));
        return plan.planned().stream().map(change -> change.change().describe()).toList();
    }

    @Override
    public String toString() {
        return "director " + id + (life.isPaused() ? " (paused)" : "") + ", " + member.role() + " of term "
                + member.term() + ", applied " + applied() + ", event " + image().sequence() + ", "
                + reconciler.status().state() + " " + reconciler.status().stuck()
                + reconciler.status().lastError().orElse("");
    }

    /** Ends the process: nothing that it was to do is done any more. */
    void die() {
        life.end();
    }

    /** Closes what the dead process had open; what the disk holds was put aside before. */
    void bury(Path files) {
        journal.close();
        Disk.remove(files);
    }
}
