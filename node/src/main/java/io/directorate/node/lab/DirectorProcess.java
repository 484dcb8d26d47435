package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import java.util.List;
import java.util.function.Consumer;

/** How the lab gets a director into a director's namespace: the product itself, or what stands in for it. */
public interface DirectorProcess {
    /**
     * Starts it in the first director's namespace and returns when it takes commands.
     *
     * @param lab the network that stands
     * @param log takes the director's own lines
     * @return the running director; whoever called ends it
     * @throws ShellException when it ends or does not take commands in time, with what it said
     */
    ShellProcess start(LabTopology lab, Consumer<String> log);

    /**
     * Makes these services its configuration.
     *
     * @throws ShellException when it refuses, with what it said
     */
    void apply(LabTopology lab, List<SampleService> services);
}
