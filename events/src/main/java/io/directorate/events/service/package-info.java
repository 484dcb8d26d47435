/**
 * The service log's meaning: commands, {@code decide}, events, {@code evolve} and the image they lead to. Pure: no clock, randomness, thread
 * or I/O.
 *
 * <p>Start at {@code Decider}, which turns a command into events or a typed rejection, and at
 * {@code ClusterImage}, which is what all events so far amount to.
 */
@NullMarked
package io.directorate.events.service;

import org.jspecify.annotations.NullMarked;
