/** Root of the consensus module. */
@NullMarked
package io.directorate.consensus;

import org.jspecify.annotations.NullMarked;
