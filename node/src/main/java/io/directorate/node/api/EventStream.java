package io.directorate.node.api;

import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalQuery;
import io.directorate.events.journal.JournalRow;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One follower of the event stream: reads the journal from its own position at its own speed, so a slow one costs nothing but its own time,
 * and none misses an event.
 *
 * <p>All methods run on the connection's event loop; the journal is read on a worker.
 */
final class EventStream {
    /** Rows read at a time. */
    static final int PAGE_ROWS = 256;

    private static final long KEEP_ALIVE_MILLIS = 15_000;
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final Vertx vertx;
    private final Context context;
    private final Journal journal;
    private final HttpServerResponse response;
    private final boolean serverSentEvents;
    private JournalQuery query;
    private boolean reading;
    private boolean again;
    private boolean closed;
    private final long keepAlive;

    EventStream(
            Vertx vertx, Journal journal, HttpServerResponse response, JournalQuery query, boolean serverSentEvents) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.journal = journal;
        this.response = response;
        this.query = query.limit(PAGE_ROWS);
        this.serverSentEvents = serverSentEvents;
        response.setChunked(true);
        response.putHeader("Content-Type", serverSentEvents ? "text/event-stream" : "application/x-ndjson");
        response.putHeader("Cache-Control", "no-store");
        response.drainHandler(ignored -> pump());
        keepAlive = vertx.setPeriodic(KEEP_ALIVE_MILLIS, id -> keepAlive());
        response.write(serverSentEvents ? ": events follow\n\n" : "\n");
    }

    /** Wakes it: the journal has grown. From any thread. */
    void grown() {
        context.runOnContext(ignored -> pump());
    }

    void close() {
        closed = true;
        vertx.cancelTimer(keepAlive);
    }

    private void keepAlive() {
        if (!closed && !response.writeQueueFull()) {
            response.write(serverSentEvents ? ": \n\n" : "\n");
        }
    }

    private void pump() {
        if (closed || response.writeQueueFull()) {
            return;
        }
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        JournalQuery page = query;
        vertx.executeBlocking(() -> journal.list(page), false).onComplete(result -> {
            reading = false;
            if (result.failed()) {
                LOG.error("The event stream ends: the journal cannot be read", result.cause());
                close();
                response.reset();
                return;
            }
            write(result.result());
        });
    }

    private void write(List<JournalRow> rows) {
        if (closed) {
            return;
        }
        Buffer buffer = Buffer.buffer();
        for (JournalRow row : rows) {
            append(buffer, row);
        }
        if (!rows.isEmpty()) {
            query = query.sequences(rows.get(rows.size() - 1).sequence() + 1, query.toSequence());
            response.write(buffer);
        }
        if (rows.size() == PAGE_ROWS || again) {
            again = false;
            pump();
        }
    }

    private void append(Buffer buffer, JournalRow row) {
        String json = new String(Json.bytes(CloudEvents.of(row)), StandardCharsets.UTF_8);
        if (serverSentEvents) {
            buffer.appendString("id: ")
                    .appendString(Long.toString(row.sequence()))
                    .appendString("\nevent: ")
                    .appendString(row.type())
                    .appendString("\ndata: ")
                    .appendString(json)
                    .appendString("\n\n");
        } else {
            buffer.appendString(json).appendString("\n");
        }
    }
}
