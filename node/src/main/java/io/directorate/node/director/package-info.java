/**
 * One director, put together: journal, log, projection, intake, reconciler, API, in the order in which they start and stop.
 *
 * <p>Start at {@link io.directorate.node.director.Director}. The only package that knows all the others.
 */
@NullMarked
package io.directorate.node.director;

import org.jspecify.annotations.NullMarked;
