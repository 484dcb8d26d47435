/**
 * Fixtures for tests on a real kernel. Start at {@link io.directorate.node.kernel.KernelTest}; to run Java inside the
 * guest, at {@link io.directorate.node.kernel.GuestJvm}.
 */
@NullMarked
package io.directorate.node.kernel;

import org.jspecify.annotations.NullMarked;
