/**
 * Benchmarks of the control plane, each beside the tool that it would replace, in one run.
 *
 * <p>Start at {@link io.directorate.loadtest.bench.RulesBench} (tables into a kernel) and {@link io.directorate.loadtest.bench.CommitBench}
 * (changes into the log). They speak to a running director from outside.
 */
@NullMarked
package io.directorate.loadtest.bench;

import org.jspecify.annotations.NullMarked;
