/**
 * The HTTP API: {@code /api/v1}, {@code /health} and {@code /metrics}, on loopback and on the control socket.
 *
 * <p>Start at {@link io.directorate.node.api.ApiServer}. Routes translate between HTTP and the rest of the node; they never touch a dataplane.
 * The description that clients get is {@code openapi.yaml} among the resources.
 */
@NullMarked
package io.directorate.node.api;

import org.jspecify.annotations.NullMarked;
