/** A table that is kept and never used: what a witness has in place of a dataplane. Start at {@link io.directorate.dataplane.memory.MemoryDataplane}. */
@NullMarked
package io.directorate.dataplane.memory;

import org.jspecify.annotations.NullMarked;
