package io.directorate.node.feed;

import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.GapFiller;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Asks voters over the event bus, one after the other. */
final class BusFiller implements GapFiller {
    private final Supplier<List<UUID>> voters;
    private final Supplier<Vertx> vertx;
    private final DeliveryOptions options;

    /**
     * Makes it.
     *
     * @param vertx clustered; throws while it is not there
     * @param voters who can be asked, in an order that seldom changes
     * @param timeout for an answer
     */
    public BusFiller(Supplier<Vertx> vertx, Supplier<List<UUID>> voters, Duration timeout) {
        this.vertx = vertx;
        this.voters = voters;
        this.options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
    }

    @Override
    public CompletionStage<List<FeedItem>> fill(Request request) {
        return ask(request.attempt(), FillWire.events(request)).thenApply(FillWire::saidItems);
    }

    @Override
    public CompletionStage<Long> head(int attempt) {
        return ask(attempt, FillWire.head()).thenApply(FillWire::saidHead);
    }

    private CompletionStage<Buffer> ask(int attempt, Buffer question) {
        List<UUID> all = voters.get();
        if (all.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException("no voter is known yet"));
        }
        String address = FillService.address(all.get(Math.floorMod(attempt, all.size())));
        return vertx.get()
                .eventBus()
                .<Buffer>request(address, question, options)
                .map(message -> message.body())
                .toCompletionStage();
    }
}
