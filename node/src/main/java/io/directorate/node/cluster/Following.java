package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.node.config.DirectorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a director that follows the feed in touch with the members of the log: tells them again and again that it is there, so that they let it connect, and
 * learns from them who leads. One thread.
 */
public final class Following implements ClusterRequests, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Duration ASK = Duration.ofMillis(1_500);
    /** When one has answered, the others get so long: one that hangs must not hide a new leader. */
    private static final long GRACE_MILLIS = 150;

    private static final long POLL_MILLIS = 5;
    private static final long PERIOD_MILLIS = 400;
    private static final long TROUBLED_PERIOD_MILLIS = 100;
    private static final long CLOSE_MILLIS = 5_000;

    private final DirectorConfig.Cluster config;
    private final LogCalls calls;
    private final Seeds seeds;
    private final Path markFile;
    private final FollowingLog log;
    private final Host host;
    private final Thread thread;
    private Optional<ClusterMark> mark;
    private OptionalLong target = OptionalLong.empty();
    private boolean caughtUp;
    private String lastSaid = "";
    private volatile boolean closed;

    /**
     * What it needs of the director.
     *
     * @param self how this director is
     * @param sequence how far it is
     * @param seen is told of each picture of the group
     * @param caughtUp is run once, when this director is as far as the members were when it began
     */
    public record Host(
            Supplier<ObjectNode> self, Supplier<Long> sequence, Consumer<GroupPicture> seen, Runnable caughtUp) {}

    /**
     * Makes it; {@link #start} starts its thread.
     *
     * @param config how this director takes part
     * @param markFile where its folder remembers the members
     * @param calls to them
     * @param log is told who leads
     * @param host the director
     * @throws IOException if the folder's memory cannot be read, or if this director is a member of the log
     */
    public Following(DirectorConfig.Cluster config, Path markFile, LogCalls calls, FollowingLog log, Host host)
            throws IOException {
        this.config = config;
        this.calls = calls;
        this.markFile = markFile;
        this.log = log;
        this.host = host;
        this.seeds = new Seeds(calls, config.listen(), config.seeds());
        this.mark = ClusterMark.read(markFile);
        if (mark.isPresent() && mark.get().stage() != ClusterMark.Stage.FOLLOWING) {
            throw new IOException(
                    "this director is a member of the service log " + mark.get().groupId()
                            + ", and cluster.vote is 'follow': let it go first, on another director, with directorate cluster remove "
                            + config.listen() + "; then stop it, move its dataDir away, and start it again");
        }
        this.thread = new Thread(this::run, "following");
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                boolean well = false;
                try {
                    well = look();
                } catch (RuntimeException | IOException e) {
                    log.unseen("looking for the cluster failed, it is tried again: " + e.getMessage());
                    LOG.debug("Looking for the cluster failed", e);
                }
                TimeUnit.MILLISECONDS.sleep(well ? PERIOD_MILLIS : TROUBLED_PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("the following thread ends");
        }
    }

    private boolean look() throws InterruptedException, IOException {
        if (mark.isEmpty()) {
            Seeds.Found found = seeds.look();
            if (found.group().isEmpty()) {
                waiting(
                        found.others().size() > 1
                                ? "the seeds are in different clusters, " + found.others() + ": correct cluster.seeds"
                                : "there is no cluster to follow yet (" + found.describe() + ")");
                return false;
            }
            mark = Optional.of(new ClusterMark(found.group().get(), ClusterMark.Stage.FOLLOWING, List.of()));
        }
        Answers answers = ask(mark.get());
        if (answers.best().isEmpty()) {
            waiting("no member of the service log answers: " + answers.silence()
                    + "; changes are refused, forwarding goes on");
            Seeds.Found found = seeds.look();
            Optional<UUID> other =
                    found.group().filter(group -> !group.equals(mark.get().groupId()));
            if (other.isPresent()) {
                say("the seeds are in a cluster with another log now, " + other.get());
                mark = Optional.of(new ClusterMark(other.get(), ClusterMark.Stage.FOLLOWING, List.of()));
            }
            return false;
        }
        GroupPicture best = answers.best().get();
        remember(best);
        log.seen(best);
        host.seen().accept(best);
        if (!caughtUp) {
            target = target.isPresent() ? target : OptionalLong.of(answers.sequence());
            if (host.sequence().get() >= target.getAsLong()) {
                caughtUp = true;
                host.caughtUp().run();
            }
        }
        say("follows the cluster with the log " + best.groupId());
        return best.leader().isPresent();
    }

    private record Answers(Optional<GroupPicture> best, long sequence, Map<LogEndpoint, String> why) {
        String silence() {
            StringBuilder text = new StringBuilder();
            why.forEach((where, reason) -> text.append(text.length() > 0 ? ", " : "")
                    .append(where)
                    .append(" (")
                    .append(reason)
                    .append(')'));
            return text.length() == 0 ? "none is known, name some under cluster.seeds" : text.toString();
        }
    }

    private Answers ask(ClusterMark known) throws InterruptedException {
        byte[] question = MemberCodec.encode(
                new Question.Follow(log.memberId(), config.listen(), host.self().get()));
        Map<LogEndpoint, CompletableFuture<byte[]>> asked = new LinkedHashMap<>();
        for (LogEndpoint where : seeds.others(known.members())) {
            asked.put(where, calls.ask(where, known.groupId(), question, ASK).toCompletableFuture());
        }
        await(asked);
        Optional<GroupPicture> best = Optional.empty();
        long sequence = 0;
        Map<LogEndpoint, String> why = new LinkedHashMap<>();
        for (Map.Entry<LogEndpoint, CompletableFuture<byte[]>> one : asked.entrySet()) {
            try {
                byte[] bytes = one.getValue().get(0, TimeUnit.MILLISECONDS);
                Answer answer = MemberCodec.answer(bytes);
                if (answer instanceof Answer.State state) {
                    GroupPicture picture = GroupPicture.parse(state.director());
                    sequence = Math.max(sequence, picture.sequence());
                    if (best.isEmpty() || picture.isBetterThan(best.get())) {
                        best = Optional.of(picture);
                    }
                } else if (answer instanceof Answer.Failed failed) {
                    why.put(one.getKey(), failed.detail());
                }
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                why.put(one.getKey(), String.valueOf(cause.getMessage()));
            } catch (TimeoutException e) {
                why.put(one.getKey(), "no answer yet");
            } catch (IllegalArgumentException e) {
                why.put(one.getKey(), String.valueOf(e.getMessage()));
            }
        }
        return new Answers(best, sequence, why);
    }

    /** Waits until all have answered, or one has and the others had their time, or the time is over. */
    private static void await(Map<LogEndpoint, CompletableFuture<byte[]>> asked) throws InterruptedException {
        long end = System.nanoTime() + ASK.toNanos();
        boolean answered = false;
        while (asked.values().stream().anyMatch(one -> !one.isDone()) && System.nanoTime() - end < 0) {
            if (!answered && asked.values().stream().anyMatch(one -> one.isDone() && !one.isCompletedExceptionally())) {
                answered = true;
                end = Math.min(end, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private void remember(GroupPicture best) throws IOException {
        List<LogEndpoint> members = best.members().stream()
                .map(LogMember::endpoint)
                .sorted(Seeds.ORDER)
                .toList();
        ClusterMark now = new ClusterMark(best.groupId(), ClusterMark.Stage.FOLLOWING, members);
        if (!mark.equals(Optional.of(now)) || !Files.exists(markFile)) {
            now.write(markFile);
            mark = Optional.of(now);
        }
    }

    private void waiting(String why) {
        log.unseen(why);
        say(why);
    }

    private void say(String what) {
        if (!what.equals(lastSaid)) {
            LOG.info("Cluster: {}", what);
            lastSaid = what;
        }
    }

    @Override
    public CompletionStage<String> found() {
        return refused();
    }

    @Override
    public CompletionStage<String> joinAnew() {
        return refused();
    }

    private static CompletionStage<String> refused() {
        return CompletableFuture.failedFuture(new ClusterException(
                "this director only follows the feed (cluster.vote: follow); to make it a member, set cluster.vote to auto or always"
                        + " and start it anew"));
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(CLOSE_MILLIS);
    }
}
