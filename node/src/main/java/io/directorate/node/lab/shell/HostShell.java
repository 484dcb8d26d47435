package io.directorate.node.lab.shell;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Runs commands on this machine, each in its own session, with the rights of this process. */
public final class HostShell implements Shell {
    private static final String SYSTEM_FOLDERS = "/usr/sbin:/usr/bin:/sbin:/bin";

    @Override
    public ShellProcess start(ShellCommand command) {
        // setsid gives the command a process group of its own, so that all it starts can be ended together.
        ProcessBuilder builder = new ProcessBuilder(List.of("setsid", "bash", "-c", command.source()));
        Map<String, String> environment = builder.environment();
        environment.merge("PATH", SYSTEM_FOLDERS, (own, system) -> own + File.pathSeparator + system);
        try {
            return new HostProcess(builder.start(), command);
        } catch (IOException e) {
            throw new ShellException("Cannot start bash through setsid (packages bash and util-linux): " + e, e);
        }
    }
}
