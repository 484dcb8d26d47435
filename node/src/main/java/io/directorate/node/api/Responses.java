package io.directorate.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Answers. */
final class Responses {
    private Responses() {}

    static void json(RoutingContext context, JsonNode body) {
        json(context, 200, body);
    }

    static void json(RoutingContext context, int status, JsonNode body) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(Json.bytes(body)));
        }
    }
}
