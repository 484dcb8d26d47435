/**
 * What Prometheus reads.
 *
 * <p>Start at {@link io.directorate.node.metrics.NodeMetrics}, which registers what the director counts about itself;
 * {@link io.directorate.node.metrics.IpvsExposition} writes the kernel's counters at each scrape.
 */
@NullMarked
package io.directorate.node.metrics;

import org.jspecify.annotations.NullMarked;
