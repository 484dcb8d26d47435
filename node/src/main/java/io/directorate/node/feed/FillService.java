package io.directorate.node.feed;

import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.FeedSource;
import io.directorate.consensus.feed.GapFiller;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers, over the event bus, directors that follow the feed and lack events. Works on Vert.x's threads for blocking work; the methods may be called by any
 * thread.
 */
final class FillService {
    /** Most questions answered at a time; further ones are refused, and asked again elsewhere. */
    public static final int MAX_AT_A_TIME = 8;

    private static final Logger LOG = LoggerFactory.getLogger(FillService.class);
    private static final int BUSY = 503;
    private static final int BAD = 400;
    private static final int FAILED = 500;
    private static final int PAGE = 100;

    private final Vertx vertx;
    private final FeedSource source;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Makes it.
     *
     * @param vertx clustered
     * @param source the journal
     */
    public FillService(Vertx vertx, FeedSource source) {
        this.vertx = vertx;
        this.source = source;
    }

    /**
     * Where a member is asked.
     *
     * @param memberId of the member
     * @return an address of the event bus
     */
    public static String address(UUID memberId) {
        return "directorate.feed." + memberId;
    }

    /**
     * Begins to answer.
     *
     * @param memberId of this member
     * @return completes when the others can reach it
     */
    public CompletionStage<Void> register(UUID memberId) {
        return vertx.eventBus()
                .<Buffer>consumer(address(memberId), this::answer)
                .completion()
                .toCompletionStage();
    }

    private void answer(Message<Buffer> message) {
        if (underWay.incrementAndGet() > MAX_AT_A_TIME) {
            underWay.decrementAndGet();
            message.fail(BUSY, "answers " + MAX_AT_A_TIME + " others at the moment");
            return;
        }
        vertx.executeBlocking(() -> answer(message.body()), false).onComplete(done -> {
            underWay.decrementAndGet();
            if (done.succeeded()) {
                message.reply(done.result());
            } else {
                boolean bad = done.cause() instanceof IllegalArgumentException;
                LOG.debug("A question for events was not answered", done.cause());
                message.fail(bad ? BAD : FAILED, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private Buffer answer(Buffer question) throws Exception {
        if (FillWire.asksHead(question)) {
            return FillWire.answer(source.head());
        }
        GapFiller.Request asked = FillWire.asked(question);
        List<FeedItem> items = new ArrayList<>();
        long bytes = 0;
        long next = asked.from();
        while (next <= asked.to() && bytes < asked.maxBytes() && items.size() < FillWire.MAX_ITEMS) {
            int limit = (int) Math.min(PAGE, asked.to() - next + 1);
            List<FeedItem> page = source.read(next, Math.min(limit, FillWire.MAX_ITEMS - items.size()));
            if (page.isEmpty()) {
                break;
            }
            for (FeedItem item : page) {
                bytes += item.body().length;
                if (!items.isEmpty() && bytes > asked.maxBytes()) {
                    return FillWire.answer(items);
                }
                items.add(item);
                next = item.sequence() + 1;
            }
        }
        return FillWire.answer(items);
    }
}
