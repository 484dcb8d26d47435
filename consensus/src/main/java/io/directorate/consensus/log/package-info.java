/**
 * The service log as the rest of a director sees it: ordered, durable entries of opaque bytes. Start at {@link
 * io.directorate.consensus.log.ServiceLog} (what a director calls) and {@link
 * io.directorate.consensus.log.LogApplier} (what a director provides); {@link io.directorate.consensus.log.LogCalls} asks
 * other members over the log's port. Nothing here does input or output.
 */
@NullMarked
package io.directorate.consensus.log;

import org.jspecify.annotations.NullMarked;
