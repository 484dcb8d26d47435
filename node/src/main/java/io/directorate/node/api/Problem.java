package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Rejection;

/**
 * An error as {@code application/problem+json} (RFC 9457), with the rule that was broken and the field that broke it.
 *
 * @param status HTTP status
 * @param rule stable word for programs, such as {@code service-exists}
 * @param field path of the offending part of the request; empty for the whole
 * @param detail what was asked, what is wrong, what to do
 */
record Problem(int status, String rule, String field, String detail) {
    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(Rejection rejection) {
        int status = switch (rejection.rule()) {
            case SERVICE_UNKNOWN, SERVER_UNKNOWN, GROUP_UNKNOWN -> 404;
            case SERVICE_EXISTS, SERVER_EXISTS, GROUP_IN_USE, OWNED_BY_ANOTHER, COMMAND_ID_REUSED -> 409;
            case INDEX_MOVED -> 412;
            default -> 422;
        };
        return new Problem(status, rejection.rule().id(), rejection.field(), rejection.message());
    }

    static Problem badRequest(String field, String detail) {
        return new Problem(400, "bad-request", field, detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "not-found", "", detail);
    }

    static Problem unavailable(String rule, String detail) {
        return new Problem(503, rule, "", detail);
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", "urn:directorate:problem:" + rule);
        node.put("title", rule.replace('-', ' '));
        node.put("status", status);
        node.put("detail", detail);
        node.put("rule", rule);
        if (!field.isEmpty()) {
            node.put("field", field);
        }
        return node;
    }
}
