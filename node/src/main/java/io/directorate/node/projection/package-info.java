/**
 * From committed log entries to the journal and the image, on one thread, and out to whoever follows.
 *
 * <p>Start at {@link io.directorate.node.projection.Projection}.
 */
@NullMarked
package io.directorate.node.projection;

import org.jspecify.annotations.NullMarked;
