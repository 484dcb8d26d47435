/**
 * What has to change so that a dataplane becomes what it should be: a pure comparison of two states, without clock, thread or I/O.
 *
 * <p>Start at {@link io.directorate.dataplane.plan.Planner}; it compares a {@link io.directorate.dataplane.plan.DesiredState} with an {@link
 * io.directorate.dataplane.plan.ActualState} and returns a {@link io.directorate.dataplane.plan.Plan}. The order in which real servers are
 * programmed, and what it costs to mend it, is explained at {@link io.directorate.dataplane.plan.ServerOrder}.
 */
@NullMarked
package io.directorate.dataplane.plan;

import org.jspecify.annotations.NullMarked;
