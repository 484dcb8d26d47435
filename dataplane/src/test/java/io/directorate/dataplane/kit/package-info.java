/**
 * What every dataplane must do, as tests: one and the same for the fake kernel and for the real one.
 *
 * <p>{@link io.directorate.dataplane.kit.DataplaneConformance} is the whole; {@code FakeDataplaneConformanceTest} runs it here,
 * {@link io.directorate.dataplane.kit.KernelDataplaneConformance} where there is IPVS.
 */
@NullMarked
package io.directorate.dataplane.kit;

import org.jspecify.annotations.NullMarked;
