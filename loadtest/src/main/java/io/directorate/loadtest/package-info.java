/**
 * Workloads and benchmarks that talk to directors from outside.
 *
 * <p>Start at {@link io.directorate.loadtest.Main}.
 */
@NullMarked
package io.directorate.loadtest;

import org.jspecify.annotations.NullMarked;
