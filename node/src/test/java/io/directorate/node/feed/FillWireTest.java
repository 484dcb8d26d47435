package io.directorate.node.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.FeedSource;
import io.directorate.consensus.feed.GapFiller;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions for events, and who answers them; the bus is a local one. */
class FillWireTest {
    private static Vertx vertx;

    private final Events log = new Events();

    /** 300 events whose indices have holes. */
    private static final class Events implements FeedSource {
        private final List<FeedItem> items = new ArrayList<>();

        Events() {
            FeedHash before = FeedHash.of(new byte[FeedHash.BYTES]);
            for (int sequence = 1; sequence <= 300; sequence++) {
                byte[] own = new byte[FeedHash.BYTES];
                own[0] = (byte) sequence;
                own[1] = (byte) (sequence >> Byte.SIZE);
                FeedItem.Header header = new FeedItem.Header(sequence, 3L * sequence, 1, before, FeedHash.of(own));
                items.add(new FeedItem(header, ("event " + sequence).getBytes(StandardCharsets.UTF_8)));
                before = header.own();
            }
        }

        List<FeedItem> all() {
            return items;
        }

        @Override
        public long head() {
            return items.size();
        }

        @Override
        public List<FeedItem> read(long fromSequence, int limit) {
            int from = (int) Math.min(items.size(), fromSequence - 1);
            return items.subList(from, Math.min(items.size(), from + limit));
        }
    }

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readsWhatItWrites() {
        GapFiller.Request request = new GapFiller.Request(5, 9, 1000, 0);
        assertThat(FillWire.asksHead(FillWire.head())).isTrue();
        assertThat(FillWire.asksHead(FillWire.events(request))).isFalse();
        assertThat(FillWire.asked(FillWire.events(request))).isEqualTo(request);
        assertThat(FillWire.saidHead(FillWire.answer(17))).isEqualTo(17);
        assertThat(FillWire.saidItems(FillWire.answer(log.all()))).isEqualTo(log.all());
        assertThat(FillWire.saidItems(FillWire.answer(List.of()))).isEmpty();
    }

    @Test
    void refusesWhatIsBrokenOffOrOfAnotherVersion() {
        Buffer answer = FillWire.answer(log.all().subList(0, 2));
        int first = FillWire.answer(log.all().subList(0, 1)).length();
        for (int length = 0; length < answer.length(); length++) {
            if (length != 1 && length != first) {
                Buffer cut = answer.getBuffer(0, length);
                assertThatThrownBy(() -> FillWire.saidItems(cut)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThatThrownBy(() -> FillWire.saidHead(answer)).isInstanceOf(IllegalArgumentException.class);
        Buffer later = FillWire.head().setByte(0, (byte) 9);
        assertThatThrownBy(() -> FillWire.asksHead(later)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FillWire.asksHead(Buffer.buffer())).isInstanceOf(IllegalArgumentException.class);
        Buffer backwards = FillWire.events(new GapFiller.Request(9, 5, 1000, 0));
        assertThatThrownBy(() -> FillWire.asked(backwards)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isAnsweredByVotersOneAfterTheOther() throws Exception {
        UUID here = UUID.randomUUID();
        UUID nobody = UUID.randomUUID();
        new FillService(vertx, log).register(here).toCompletableFuture().get(10, TimeUnit.SECONDS);
        BusFiller filler = new BusFiller(() -> vertx, () -> List.of(nobody, here), Duration.ofSeconds(5));
        assertThat(filler.head(0)).failsWithin(Duration.ofSeconds(10));
        assertThat(filler.head(1)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(300L);
        assertThat(filler.fill(new GapFiller.Request(20, 180, 1 << 20, 1)))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(log.all().subList(19, 180));
        // At least one event, however few bytes it may have.
        assertThat(filler.fill(new GapFiller.Request(20, 180, 1, 3)))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(log.all().subList(19, 20));
        assertThat(filler.fill(new GapFiller.Request(301, 400, 1000, 1)))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(List.of());
        BusFiller alone = new BusFiller(() -> vertx, List::of, Duration.ofSeconds(5));
        assertThat(alone.head(0)).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void saysThatAQuestionIsNone() throws Exception {
        UUID here = UUID.randomUUID();
        new FillService(vertx, log).register(here).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(vertx.eventBus()
                        .<Buffer>request(FillService.address(here), Buffer.buffer("what?"))
                        .toCompletionStage())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("not understood");
    }
}
