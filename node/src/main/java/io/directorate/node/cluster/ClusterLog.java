package io.directorate.node.cluster;

import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.node.config.DirectorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a director is a member of its cluster.
 *
 * <p>A director in no cluster asks the seeds for one and joins it; if it has a history of its own it waits instead for an operator to say
 * whether it founds a cluster or gives that history up. One whose log is lost or damaged sets log and journal aside and joins again as a new
 * member, as long as there are others. What the dataplane does is left alone all the while.
 *
 * <p>One thread does all of this; the other methods may be called from any thread.
 */
public final class ClusterLog implements ClusterRequests, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);
    private static final long LOOK_MILLIS = 200;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(45);
    private static final int MAX_REQUESTS = 8;
    private static final long CLOSE_MILLIS = 5_000;

    private final DirectorConfig.Cluster config;
    private final Path markFile;
    private final Seeds seeds;
    private final Supplier<LogTls> tls;
    private final ClusterHost host;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_REQUESTS);
    private final Thread thread;
    private Optional<ClusterMark> mark;
    private @Nullable ServiceLog log;
    private boolean caughtUp;
    private OptionalLong target = OptionalLong.empty();
    private long nextAskNanos = System.nanoTime();
    private Duration pause = FIRST_PAUSE;
    private String lastSaid = "";
    private Optional<String> restart = Optional.empty();
    private volatile boolean closed;

    private enum Wish {
        FOUND,
        JOIN
    }

    private record Request(Wish wish, CompletableFuture<String> answer) {}

    /**
     * Starts the thread.
     *
     * @param config how this director takes part
     * @param markFile where its folder remembers the cluster
     * @param calls to other directors
     * @param tls the director's certificates as they are now
     * @param host the director
     * @throws IOException if the folder's memory of the cluster cannot be read
     */
    public ClusterLog(
            DirectorConfig.Cluster config, Path markFile, LogCalls calls, Supplier<LogTls> tls, ClusterHost host)
            throws IOException {
        this.config = config;
        this.markFile = markFile;
        this.seeds = new Seeds(calls, config.listen(), config.seeds());
        this.tls = tls;
        this.host = host;
        // One that only followed the feed was never a member.
        this.mark = ClusterMark.read(markFile).filter(read -> read.stage() != ClusterMark.Stage.FOLLOWING);
        this.thread = new Thread(this::run, "cluster");
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    @Override
    public CompletionStage<String> found() {
        return request(Wish.FOUND);
    }

    @Override
    public CompletionStage<String> joinAnew() {
        return request(Wish.JOIN);
    }

    private CompletionStage<String> request(Wish wish) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        if (closed || !requests.offer(new Request(wish, answer))) {
            answer.completeExceptionally(new ClusterException("busy with other requests, or stopping; try again"));
        } else if (closed) {
            // Nobody is there any more to take it.
            refuseWaiting();
        }
        return answer;
    }

    private void run() {
        try {
            look();
            while (!closed && restart.isEmpty()) {
                Request request = requests.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    serve(request);
                } else {
                    look();
                }
            }
            if (restart.isPresent()) {
                // Whoever asked for it gets the answer first: the API stops, too.
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                host.restart(restart.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("the cluster's thread ends");
        }
        closed = true;
        refuseWaiting();
    }

    private void refuseWaiting() {
        for (Request left = requests.poll(); left != null; left = requests.poll()) {
            left.answer.completeExceptionally(new ClusterException("the director is stopping; try again in a while"));
        }
    }

    private void serve(Request request) throws InterruptedException {
        try {
            request.answer.complete(request.wish == Wish.FOUND ? foundNow() : joinNow());
        } catch (ClusterException e) {
            request.answer.completeExceptionally(e);
        } catch (IOException e) {
            request.answer.completeExceptionally(new ClusterException(String.valueOf(e.getMessage()), e));
        } catch (RuntimeException e) {
            LOG.error("What was asked of the cluster failed", e);
            request.answer.completeExceptionally(new ClusterException("failed: " + e + "; see the director's log", e));
        }
    }

    private String foundNow() throws ClusterException, IOException, InterruptedException {
        if (mark.isPresent()) {
            throw new ClusterException("this director is in the cluster with the log "
                    + mark.get().groupId() + " already; nothing was done");
        }
        UUID group = host.makeLogAnew();
        enter(new ClusterMark(group, ClusterMark.Stage.FOUNDED, List.of(config.listen())));
        return "a cluster is founded, with the log " + group + "; other directors join it when " + config.listen()
                + " is among their cluster.seeds";
    }

    private String joinNow() throws ClusterException, IOException {
        ServiceLog open = log;
        boolean led = open != null && Members.takesChanges(open.state());
        if (mark.isPresent() && led) {
            throw new ClusterException("this director is in the cluster with the log "
                    + mark.get().groupId() + ", which has a leader; remove it there first: directorate cluster remove "
                    + config.listen());
        }
        if (seeds.others(List.of()).isEmpty()) {
            throw new ClusterException("nobody to join: name other directors under cluster.seeds");
        }
        // Which cluster that is now, the seeds tell.
        remember(new ClusterMark(ClusterMark.UNKNOWN_GROUP, ClusterMark.Stage.REJOINING, List.of()));
        restart = Optional.of("it joins the cluster of its seeds as a new member");
        return "log and journal are set aside, and the cluster of the seeds is joined as a new member";
    }

    private void enter(ClusterMark entered) throws IOException, InterruptedException {
        remember(entered);
        look();
    }

    private void remember(ClusterMark changed) throws IOException {
        changed.write(markFile);
        mark = Optional.of(changed);
    }

    private void open(ClusterMark known) {
        ServiceLogConfig.Group group = known.stage() == ClusterMark.Stage.FOUNDED
                ? ServiceLogConfig.Group.founding(config.listen(), List.of(), tls.get())
                : ServiceLogConfig.Group.joining(config.listen(), known.groupId(), tls.get());
        log = host.open(group);
    }

    /** Does what is to be done now, if anything. */
    private void look() throws InterruptedException {
        try {
            ServiceLog open = log;
            if (mark.isEmpty()) {
                lookForCluster();
            } else if (open == null) {
                open(mark.get());
            } else {
                look(mark.get(), open);
            }
        } catch (IOException e) {
            waiting("what the cluster is cannot be written down, it is tried again: " + e.getMessage());
        } catch (RuntimeException e) {
            // Such as an address that cannot be resolved yet. The thread must live: nobody else would ever join.
            waiting("the cluster's log cannot be had, it is tried again: " + e.getMessage());
            LOG.debug("Looking after the cluster failed", e);
        }
    }

    private void lookForCluster() throws IOException, InterruptedException {
        if (!host.hasNoHistory()) {
            host.waiting(
                    "this director is in no cluster, and has a history of its own: 'directorate cluster init' founds a"
                            + " cluster with it, 'directorate cluster join' sets it aside and joins the cluster of the seeds");
            return;
        }
        if (!due()) {
            return;
        }
        Seeds.Found found = seeds.look();
        if (found.group().isPresent()) {
            UUID group = found.group().get();
            say("joins the cluster with the log " + group);
            enter(new ClusterMark(group, ClusterMark.Stage.JOINING, List.of(config.listen())));
        } else if (found.others().size() > 1) {
            waiting("the seeds are in different clusters, " + found.others() + ": correct cluster.seeds");
        } else {
            waiting("this director is in no cluster yet (" + found.describe()
                    + "): 'directorate cluster init' on one director founds one, the others then join by themselves");
        }
    }

    private void waiting(String why) {
        host.waiting(why);
        say(why);
    }

    private void look(ClusterMark known, ServiceLog open) throws IOException, InterruptedException {
        LogState state = open.state();
        List<LogEndpoint> members = state.members().stream()
                .map(LogMember::endpoint)
                .sorted(Seeds.ORDER)
                .toList();
        if (!members.isEmpty() && !known.among(members).equals(known)) {
            remember(known.among(members));
        }
        if (!caughtUp && !members.isEmpty()) {
            catchUp(known, state);
        }
        Optional<LogProblem.Kind> problem = state.problem().map(LogProblem::kind);
        if (problem.equals(Optional.of(LogProblem.Kind.NOT_A_MEMBER))
                && state.memberId().isPresent()) {
            // One that was taken in already has been let go, or is about to learn that it has not.
            if (known.stage() == ClusterMark.Stage.JOINING && due()) {
                askToBeTakenIn(known, state.memberId().get());
            }
        } else if (isLost(problem) && known.hasOthers()) {
            String why = state.problem().map(LogProblem::message).orElse("");
            LOG.warn("The log of this director cannot be used any more: {}", why);
            remember(known.at(ClusterMark.Stage.REJOINING));
            restart = Optional.of("it sets log and journal aside, and joins the cluster again as a new member");
        }
    }

    /** How far the cluster is, only its leader knows: what it has when it is asked, this director must have too. */
    private void catchUp(ClusterMark known, LogState state) throws InterruptedException {
        Optional<UUID> leader = Members.reachableLeader(state);
        if (leader.isEmpty()) {
            return;
        }
        if (leader.equals(state.memberId())) {
            target = OptionalLong.of(0);
        } else if (target.isEmpty()) {
            target = seeds.sequence(Members.endpoint(state, leader.get()).orElseThrow(), known.groupId());
        }
        if (target.isPresent() && host.sequence() >= target.getAsLong()) {
            caughtUp = true;
            host.caughtUp();
        }
    }

    private static boolean isLost(Optional<LogProblem.Kind> problem) {
        return problem.filter(kind -> kind == LogProblem.Kind.DAMAGED || kind == LogProblem.Kind.IDENTITY_LOST)
                .isPresent();
    }

    private void askToBeTakenIn(ClusterMark known, UUID memberId) throws InterruptedException {
        Question.Join question =
                new Question.Join(memberId, config.listen(), config.vote(), host.supportedFeatureLevel());
        Optional<String> refused = seeds.askLeader(known.members(), known.groupId(), question, JOIN_TIMEOUT);
        if (refused.isEmpty()) {
            say("taken into the cluster with the log " + known.groupId());
            pause = FIRST_PAUSE;
        } else {
            waiting("not taken into the cluster yet, it asks again: " + refused.get());
        }
    }

    private boolean due() {
        long now = System.nanoTime();
        if (now - nextAskNanos < 0) {
            return false;
        }
        nextAskNanos = now + pause.toNanos();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        return true;
    }

    private void say(String what) {
        if (!what.equals(lastSaid)) {
            LOG.info("Cluster: {}", what);
            lastSaid = what;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(CLOSE_MILLIS);
    }
}
