/**
 * Connections as directors tell each other of them: keys, entries, batches, and the kernel's own wire form.
 *
 * <p>Start at {@link io.directorate.events.connection.ConnectionEntry} for what is known of a connection, and at
 * {@link io.directorate.events.connection.SyncMessageCodec} for how it travels. No clock, socket or thread lives here.
 */
@NullMarked
package io.directorate.events.connection;

import org.jspecify.annotations.NullMarked;
