package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalQuery;
import io.directorate.events.journal.JournalRow;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/events}: the history as a list, or followed live as Server-Sent Events or NDJSON. */
final class EventRoutes {
    /** The most followers at a time; one more is refused. */
    static final int MAX_STREAMS = 256;

    private static final int DEFAULT_LIMIT = 100;

    private final Vertx vertx;
    private final Journal journal;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger streamCount = new AtomicInteger();

    EventRoutes(Vertx vertx, NodeServices node, String face) {
        this.vertx = vertx;
        this.journal = node.journal();
        Gauge.builder("directorate.events.streams", streamCount, AtomicInteger::get)
                .tag("face", face)
                .description("Followers of the event stream.")
                .register(node.metrics());
        node.projection().follow(change -> streams.forEach(EventStream::grown));
    }

    void mount(Router router) {
        router.get("/api/v1/events").handler(this::events);
    }

    private void events(RoutingContext context) {
        JournalQuery query = query(context);
        String accept = String.valueOf(context.request().getHeader("Accept"));
        boolean sse = accept.contains("text/event-stream");
        if (sse || accept.contains("application/x-ndjson")) {
            stream(context, query, sse);
        } else {
            list(context, query);
        }
    }

    private void stream(RoutingContext context, JournalQuery query, boolean sse) {
        if (streamCount.incrementAndGet() > MAX_STREAMS) {
            streamCount.decrementAndGet();
            throw new ProblemException(
                    Problem.unavailable("busy", MAX_STREAMS + " followers read events already; end one"));
        }
        EventStream stream = new EventStream(vertx, journal, context.response(), query, sse);
        streams.add(stream);
        context.response().closeHandler(ignored -> {
            if (streams.remove(stream)) {
                streamCount.decrementAndGet();
                stream.close();
            }
        });
        stream.grown();
    }

    private void list(RoutingContext context, JournalQuery query) {
        vertx.executeBlocking(() -> journal.list(query), false).onComplete(result -> {
            if (result.failed()) {
                context.fail(result.cause());
                return;
            }
            ArrayNode items = JsonNodeFactory.instance.arrayNode();
            List<JournalRow> rows = result.result();
            rows.forEach(row -> items.add(CloudEvents.of(row)));
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("events", items);
            body.put("more", rows.size() == query.limit());
            Responses.json(context, body);
        });
    }

    private static JournalQuery query(RoutingContext context) {
        JournalQuery query = JournalQuery.all();
        String resume = context.request().getHeader("Last-Event-ID");
        long from = resume != null && !resume.isEmpty()
                ? Parameters.number("Last-Event-ID", resume, 0, Long.MAX_VALUE - 1) + 1
                : Parameters.number(context, "from", 1, 1, Long.MAX_VALUE);
        query = query.sequences(from, Parameters.number(context, "to", Long.MAX_VALUE, 1, Long.MAX_VALUE));
        query = query.time(time(context, "since", Long.MIN_VALUE), time(context, "until", Long.MAX_VALUE));
        String actor = context.request().getParam("actor");
        query = actor == null ? query : query.by(actor);
        String type = context.request().getParam("type");
        query = type == null ? query : query.ofType(type);
        query = about(query, context.request().getParam("subject"));
        query = query.limit((int) Parameters.number(context, "limit", DEFAULT_LIMIT, 1, JournalQuery.LIMIT_HIGHEST));
        String order = context.request().getParam("order");
        Parameters.check(order == null || order.equals("asc") || order.equals("desc"), "order", "must be asc or desc");
        return "desc".equals(order) ? query.newestFirst() : query;
    }

    private static JournalQuery about(JournalQuery query, @Nullable String subject) {
        if (subject == null || subject.isEmpty()) {
            return query;
        }
        return subject.endsWith("*")
                ? query.aboutPrefix(subject.substring(0, subject.length() - 1))
                : query.about(subject);
    }

    private static long time(RoutingContext context, String name, long otherwise) {
        String text = context.request().getParam(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    Problem.badRequest(name, name + " is '" + text + "', must be a time such as 2026-01-31T12:00:00Z"));
        }
    }
}
