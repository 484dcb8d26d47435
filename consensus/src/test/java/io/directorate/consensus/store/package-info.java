/** Tests of checking and mending stores. */
@NullMarked
package io.directorate.consensus.store;

import org.jspecify.annotations.NullMarked;
