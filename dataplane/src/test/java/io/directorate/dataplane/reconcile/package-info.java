/** Tests of the reconciler, stepped by hand on a fake kernel; start at {@link io.directorate.dataplane.reconcile.Lab}. */
@NullMarked
package io.directorate.dataplane.reconcile;

import org.jspecify.annotations.NullMarked;
