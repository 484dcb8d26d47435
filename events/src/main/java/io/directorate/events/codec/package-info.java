/**
 * JSON forms of events, log entries, commands, images and declared configurations: deterministic to write, strict to read.
 *
 * <p>Start at {@code EventCodec} for what stands in the log, and at {@code ConfigurationCodec} for what operators write. Shapes are mapped by
 * hand, so that a change of a class never changes a file; golden files pin them.
 */
@NullMarked
package io.directorate.events.codec;

import org.jspecify.annotations.NullMarked;
