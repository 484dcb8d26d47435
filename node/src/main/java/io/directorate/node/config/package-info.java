/**
 * The director's own configuration file: read once, checked whole, printed at start.
 *
 * <p>Start at {@link io.directorate.node.config.DirectorConfig}; {@link io.directorate.node.config.ConfigReader} reads it from YAML and says
 * where in the file something is wrong.
 */
@NullMarked
package io.directorate.node.config;

import org.jspecify.annotations.NullMarked;
