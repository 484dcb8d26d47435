/** Tests of the kernel's dataplane. */
@NullMarked
package io.directorate.dataplane.ipvs;

import org.jspecify.annotations.NullMarked;
