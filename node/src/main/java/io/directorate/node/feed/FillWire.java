package io.directorate.node.feed;

import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.GapFiller;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions for events and their answers, as they go over the event bus. Big-endian.
 *
 * <pre>
 * question  0 version 1   1 kind: 0 the last sequence, 1 events   then, for events: from, to (8 bytes each), most bytes (4)
 * answer    0 version 1   then, to kind 0: the last sequence (8); to kind 1: each event as sequence, index, term (8 each),
 *                         previous and own hash (32 each), length of the body (4), body
 * </pre>
 *
 * <p>The bus is encrypted and knows both ends, so unlike the ring's items these carry no authentication of their own.
 */
final class FillWire {
    /** Most events in an answer. */
    static final int MAX_ITEMS = 1000;

    private static final byte VERSION = 1;
    private static final byte HEAD = 0;
    private static final byte EVENTS = 1;
    private static final int QUESTION_BYTES = 2 + 2 * Long.BYTES + Integer.BYTES;
    private static final int ITEM_BYTES = 3 * Long.BYTES + 2 * FeedHash.BYTES + Integer.BYTES;

    private FillWire() {}

    static Buffer head() {
        return Buffer.buffer(2).appendByte(VERSION).appendByte(HEAD);
    }

    static Buffer events(GapFiller.Request request) {
        return Buffer.buffer(QUESTION_BYTES)
                .appendByte(VERSION)
                .appendByte(EVENTS)
                .appendLong(request.from())
                .appendLong(request.to())
                .appendInt(request.maxBytes());
    }

    /** Tells whether the last sequence is asked for; otherwise events are. */
    static boolean asksHead(Buffer question) {
        check(question.length() >= 2 && question.getByte(0) == VERSION, "question");
        check(question.getByte(1) == HEAD || question.length() == QUESTION_BYTES, "question");
        return question.getByte(1) == HEAD;
    }

    static GapFiller.Request asked(Buffer question) {
        int at = 2;
        long from = question.getLong(at);
        long to = question.getLong(at + Long.BYTES);
        int maxBytes = question.getInt(at + 2 * Long.BYTES);
        check(from >= 1 && to >= from && maxBytes > 0, "question");
        return new GapFiller.Request(from, to, maxBytes, 0);
    }

    static Buffer answer(long head) {
        return Buffer.buffer(1 + Long.BYTES).appendByte(VERSION).appendLong(head);
    }

    static Buffer answer(List<FeedItem> items) {
        Buffer answer = Buffer.buffer().appendByte(VERSION);
        for (FeedItem item : items) {
            FeedItem.Header header = item.header();
            answer.appendLong(header.sequence())
                    .appendLong(header.index())
                    .appendLong(header.term())
                    .appendBytes(header.previous().bytes())
                    .appendBytes(header.own().bytes())
                    .appendInt(item.body().length)
                    .appendBytes(item.body());
        }
        return answer;
    }

    static long saidHead(Buffer answer) {
        check(answer.length() == 1 + Long.BYTES && answer.getByte(0) == VERSION, "answer");
        return answer.getLong(1);
    }

    /**
     * Reads events.
     *
     * @throws IllegalArgumentException if these are none
     */
    static List<FeedItem> saidItems(Buffer answer) {
        check(answer.length() >= 1 && answer.getByte(0) == VERSION, "answer");
        List<FeedItem> items = new ArrayList<>();
        int at = 1;
        while (at < answer.length()) {
            check(answer.length() - at >= ITEM_BYTES && items.size() < MAX_ITEMS, "answer");
            int length = answer.getInt(at + ITEM_BYTES - Integer.BYTES);
            check(length >= 0 && length <= answer.length() - at - ITEM_BYTES, "answer");
            int hashes = at + 3 * Long.BYTES;
            FeedItem.Header header = new FeedItem.Header(
                    answer.getLong(at),
                    answer.getLong(at + Long.BYTES),
                    answer.getLong(at + 2 * Long.BYTES),
                    FeedHash.of(answer.getBytes(hashes, hashes + FeedHash.BYTES)),
                    FeedHash.of(answer.getBytes(hashes + FeedHash.BYTES, hashes + 2 * FeedHash.BYTES)));
            at += ITEM_BYTES;
            items.add(new FeedItem(header, answer.getBytes(at, at + length)));
            at += length;
        }
        return items;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("feed: this " + what + " is not understood by this build");
        }
    }
}
