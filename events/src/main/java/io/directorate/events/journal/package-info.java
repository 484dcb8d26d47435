/**
 * The journal: every committed event, in order, with who asked for it and why, in one SQLite file.
 *
 * <p>Start at {@link io.directorate.events.journal.Journal}. Event bodies and images are opaque bytes here. One transaction holds the rows and
 * the applied position, so that neither is ever there without the other; a SHA-256 chain with signed anchors makes rewriting show.
 */
@NullMarked
package io.directorate.events.journal;

import org.jspecify.annotations.NullMarked;
