/**
 * The vocabulary of Linux Virtual Server: values that validate themselves and know no clock, thread or device.
 *
 * <p>Start at {@link io.directorate.events.model.VirtualService} and {@link io.directorate.events.model.RealServer}. A value here
 * can be built only if it is well formed; whether it makes sense beside the others is for {@code events.service} to decide.
 */
@NullMarked
package io.directorate.events.model;

import org.jspecify.annotations.NullMarked;
