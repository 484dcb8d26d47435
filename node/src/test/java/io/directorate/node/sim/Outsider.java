package io.directorate.node.sim;

import io.directorate.consensus.cluster.Ring;
import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.GapFiller;
import io.directorate.consensus.feed.SteppedFollower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A director beyond the voters: it has no log, follows the feed, and checks that it gets all of it once and in order. */
final class Outsider implements GapFiller {
    private static final Duration LOOK = Duration.ofMillis(30);

    private final World world;
    private final Timeline time;
    private final List<Place> places;
    private final Life life = new Life();
    private long sequence;
    private FeedHash hash = FeedHash.of(new byte[FeedHash.BYTES]);
    private long cursor;

    Outsider(World world, List<Place> places) {
        this.world = world;
        this.time = world.time();
        this.places = places;
        if (world.has(PlantedFault.IGNORE_FEED_GAP)) {
            time.after(life, LOOK, "feed", this::readCarelessly);
        } else {
            SteppedFollower.Ports ports = new SteppedFollower.Ports(
                    world.ring(), this, time::nowNanos, (delay, action) -> time.after(life, delay, "feed", action));
            new SteppedFollower(world.feed(), World.KEY, ports, this::take);
        }
    }

    private void take(List<FeedItem> items) {
        for (FeedItem item : items) {
            InvariantBroken.check(
                    item.sequence() == sequence + 1 && item.header().previous().equals(hash),
                    Invariant.FEED_IS_WHOLE,
                    "the feed brings " + item + " after event " + sequence);
            InvariantBroken.check(
                    item.sequence() <= world.agreed().sequence(),
                    Invariant.FEED_IS_WHOLE,
                    "the feed brings " + item + ", but only " + world.agreed().sequence() + " are agreed");
            sequence = item.sequence();
            hash = item.header().own();
        }
    }

    /** The planted fault: no hole is looked for. */
    private void readCarelessly() {
        time.after(life, LOOK, "feed", this::readCarelessly);
        try {
            Ring.Batch batch = world.ring().read(cursor, 100, 1);
            cursor = batch.nextSequence();
            for (byte[] bytes : batch.items()) {
                SteppedFollower.decode(world.feed(), World.KEY, bytes)
                        .filter(item -> item.sequence() > sequence)
                        .ifPresent(item -> take(List.of(item)));
            }
        } catch (Ring.RingUnavailableException e) {
            time.say("the ring cannot be read");
        }
    }

    Life life() {
        return life;
    }

    long sequence() {
        return sequence;
    }

    /** The chain's hash at its end, as the journals write it. */
    String chain() {
        return sequence == 0 ? "" : hash.toString();
    }

    @Override
    public CompletionStage<List<FeedItem>> fill(Request request) {
        int most = Math.toIntExact(Math.min(16, request.to() - request.from() + 1));
        return ask(request.attempt(), voter -> voter.events(request.from(), most));
    }

    @Override
    public CompletionStage<Long> head(int attempt) {
        return ask(attempt, voter -> voter.position().sequence());
    }

    private <T> CompletionStage<T> ask(int attempt, Function<SimDirector, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Optional<SimDirector> voter = places.get(attempt % world.voters()).process();
        if (voter.isEmpty() || time.gen().chance(10)) {
            return CompletableFuture.failedFuture(new IllegalStateException("nobody answers"));
        }
        time.after(voter.get().life(), world.network().latency(), "fill?", () -> {
            T found = question.apply(voter.get());
            time.after(life, world.network().latency(), "fill!", () -> answer.complete(found));
        });
        return answer;
    }
}
