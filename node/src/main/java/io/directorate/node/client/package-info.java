/**
 * A small HTTP/1.1 client over a Unix domain socket, by which local commands talk to the director on this machine.
 *
 * <p>Start at {@link io.directorate.node.client.UnixHttpClient}. It exists because the JDK's client speaks TCP only, and because commands
 * must start fast: nothing here loads Vert.x. {@link io.directorate.node.client.ControlSocket} says where the director of a network
 * namespace listens.
 */
@NullMarked
package io.directorate.node.client;

import org.jspecify.annotations.NullMarked;
