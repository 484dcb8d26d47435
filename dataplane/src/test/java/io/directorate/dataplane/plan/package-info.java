/** Tests of the planner; random states come from {@link io.directorate.dataplane.plan.RandomStates}. */
@NullMarked
package io.directorate.dataplane.plan;

import org.jspecify.annotations.NullMarked;
