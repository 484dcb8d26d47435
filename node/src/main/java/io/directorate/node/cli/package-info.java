/**
 * The command line, but for {@code ipvsadm}, which has a face of its own.
 *
 * <p>Start at {@link io.directorate.node.cli.DirectorateCommand}. Exit status: 0 done, 1 refused or failed, 2 bad usage. Results go to standard
 * output, everything else to standard error.
 */
@NullMarked
package io.directorate.node.cli;

import org.jspecify.annotations.NullMarked;
