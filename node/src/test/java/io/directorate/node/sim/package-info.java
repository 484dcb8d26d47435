/**
 * A simulator of a cluster of directors: time, network, disks and kernels come from one seed, on one thread, so that a run that goes wrong can be
 * repeated exactly.
 *
 * <p>Start at {@link io.directorate.node.sim.Simulation}; what is real in it and what is a model says {@code docs/decisions/0010-simulator.md}.
 * {@link io.directorate.node.sim.HistoryChecker} also serves recorded histories of real directors.
 */
@NullMarked
package io.directorate.node.sim;

import org.jspecify.annotations.NullMarked;
