/**
 * Keeps a dataplane equal to the desired state: the only code that changes one.
 *
 * <p>Start at {@link io.directorate.dataplane.reconcile.Reconciler}, a duty stepped by {@code doWork}; {@link
 * io.directorate.dataplane.reconcile.ReconcilerRunner} gives it a thread. Callers only put wishes into its mailbox and read its {@link
 * io.directorate.dataplane.reconcile.ReconcilerStatus}.
 */
@NullMarked
package io.directorate.dataplane.reconcile;

import org.jspecify.annotations.NullMarked;
