package io.directorate.node.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holds for every request: who may ask, how large a body may be, and that each error is a {@link Problem}.
 *
 * <p>On loopback a request must name a loopback host, which a web page that a browser shows cannot forge (DNS rebinding), and changes must
 * carry a JSON content type, which a form cannot. On the control socket only root and the director's own user are served.
 */
final class RequestGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD");

    private RequestGuard() {}

    static void mount(Router router, boolean controlSocket) {
        router.route().handler(context -> {
            Problem problem = controlSocket ? checkUser(context.request()) : checkHost(context.request());
            if (problem == null) {
                context.next();
            } else {
                send(context, problem);
            }
        });
        router.route()
                .handler(BodyHandler.create(false)
                        .setBodyLimit(ApiServer.MAX_BODY_BYTES)
                        .setHandleFileUploads(false));
        router.route().failureHandler(RequestGuard::failed);
    }

    static void mountLast(Router router) {
        router.route()
                .handler(context -> send(
                        context,
                        Problem.notFound("there is nothing at "
                                + context.request().method() + " "
                                + context.request().path() + "; GET /api/v1/openapi.yaml lists what there is")));
        router.errorHandler(
                405,
                context -> send(
                        context,
                        new Problem(
                                405,
                                "method-not-allowed",
                                "",
                                context.request().method() + " is not possible at "
                                        + context.request().path())));
    }

    private static @Nullable Problem checkUser(HttpServerRequest request) {
        String user = Actors.user(request.connection());
        if (user != null && (user.equals("root") || user.equals(System.getProperty("user.name")))) {
            return null;
        }
        return new Problem(
                403,
                "forbidden",
                "",
                "user " + user + " may not use the control socket; root and the director's user may");
    }

    private static @Nullable Problem checkHost(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host().replaceAll("^\\[|\\]$", "");
        boolean loopback = host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
        if (!loopback) {
            return new Problem(403, "forbidden", "Host", "the host named is '" + host + "'; it must be a loopback one");
        }
        String type = request.getHeader("Content-Type");
        boolean reads = READ_METHODS.contains(request.method().name());
        if (!reads
                && !request.method().name().equals("DELETE")
                && (type == null || !type.startsWith("application/json"))) {
            return new Problem(
                    415, "content-type", "Content-Type", "changes are sent as application/json, not as " + type);
        }
        return null;
    }

    private static void failed(RoutingContext context) {
        Throwable cause = context.failure();
        if (cause instanceof ProblemException problem) {
            send(context, problem.problem());
        } else if (context.statusCode() == 413) {
            send(
                    context,
                    new Problem(
                            413, "too-large", "", "the body is larger than " + ApiServer.MAX_BODY_BYTES + " bytes"));
        } else if (cause == null && context.statusCode() > 0) {
            send(context, new Problem(context.statusCode(), "bad-request", "", "the request cannot be served"));
        } else {
            LOG.error(
                    "Request {} {} failed",
                    context.request().method(),
                    context.request().path(),
                    cause);
            send(context, new Problem(500, "internal-error", "", "the director failed to answer: " + cause));
        }
    }

    static void send(RoutingContext context, Problem problem) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .end(Buffer.buffer(Json.bytes(problem.json())));
    }
}
