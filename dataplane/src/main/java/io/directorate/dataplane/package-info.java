/** Root of the dataplane module. */
@NullMarked
package io.directorate.dataplane;

import org.jspecify.annotations.NullMarked;
