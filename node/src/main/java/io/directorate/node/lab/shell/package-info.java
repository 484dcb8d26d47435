/**
 * Commands as bash scripts, run on the host or in a guest through one interface. Start at {@link
 * io.directorate.node.lab.shell.Shell}; {@link io.directorate.node.lab.shell.HostShell} runs them on this machine.
 */
@NullMarked
package io.directorate.node.lab.shell;

import org.jspecify.annotations.NullMarked;
