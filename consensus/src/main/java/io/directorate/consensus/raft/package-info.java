/**
 * The service log on Apache Ratis: the only place that knows it, besides the file formats in {@code store}. Start at
 * {@link io.directorate.consensus.raft.RatisServiceLog}.
 *
 * <p>Threads: one supervisor opens, watches, closes and reopens; one submitter hands entries to Ratis in order; one
 * writer applies; one completer runs what callers attached to their appends; one timer ends appends that take too long.
 */
@NullMarked
package io.directorate.consensus.raft;

import org.jspecify.annotations.NullMarked;
