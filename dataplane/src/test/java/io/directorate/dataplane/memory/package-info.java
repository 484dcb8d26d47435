/** Tests of the dataplane that forwards nothing. */
@NullMarked
package io.directorate.dataplane.memory;

import org.jspecify.annotations.NullMarked;
