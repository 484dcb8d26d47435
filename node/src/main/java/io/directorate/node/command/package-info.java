/**
 * The way of a command: taken in, decided in order on one thread, appended to the service log, acknowledged when applied.
 *
 * <p>Start at {@link io.directorate.node.command.CommandIntake}.
 */
@NullMarked
package io.directorate.node.command;

import org.jspecify.annotations.NullMarked;
