package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.node.metrics.IpvsExposition;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health, metrics and the description of the API. */
final class SystemRoutes {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final long TABLE_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(SystemRoutes.class);

    private final Vertx vertx;
    private final NodeServices node;
    private final Buffer openApi;

    SystemRoutes(Vertx vertx, NodeServices node) {
        this.vertx = vertx;
        this.node = node;
        this.openApi = resource("openapi.yaml");
    }

    void mount(Router router) {
        router.get("/health").handler(this::health);
        router.get("/metrics").handler(this::metrics);
        router.get("/api/v1/openapi.yaml")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "application/yaml")
                        .end(openApi));
    }

    /**
     * 200 while this director forwards what it should, 503 if it does not. A log that takes no changes is told, but does not make the
     * director unhealthy: forwarding does not need it.
     */
    private void health(RoutingContext context) {
        ObjectNode body = DirectorJson.of(node);
        boolean forwards = node.reconciler().status().converged();
        boolean changes = node.logState().get().ready();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("status", forwards && changes ? "ok" : forwards ? "degraded" : "failing");
        answer.setAll(body);
        Responses.json(context, forwards ? 200 : 503, answer);
    }

    private void metrics(RoutingContext context) {
        vertx.executeBlocking(() -> node.metrics().scrape(METRICS_TYPE) + ipvs(), false)
                .onSuccess(text -> context.response()
                        .putHeader("Content-Type", METRICS_TYPE)
                        .end(text))
                .onFailure(context::fail);
    }

    /** A dataplane that cannot be read costs its own series only. */
    private String ipvs() throws InterruptedException {
        try {
            return IpvsExposition.of(node.reader().snapshot().get(TABLE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The table cannot be read for /metrics", e);
            return "";
        }
    }

    private static Buffer resource(String name) {
        try (InputStream in = SystemRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks the resource " + name);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
