/**
 * Figures and how they are shown: medians, percentiles, ratios, as Markdown.
 *
 * <p>Start at {@link io.directorate.loadtest.report.Samples}.
 */
@NullMarked
package io.directorate.loadtest.report;

import org.jspecify.annotations.NullMarked;
