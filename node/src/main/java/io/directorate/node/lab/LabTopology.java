package io.directorate.node.lab;

import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
import java.time.Duration;

/**
 * A lab network that stands: client, directors and real servers as network namespaces of a guest or of this host. See
 * {@link LabPlan} for its shape. Safe for use by several threads.
 */
public final class LabTopology implements AutoCloseable {
    private static final Duration BUILD_TIME_LIMIT = Duration.ofMinutes(3);
    private static final int MAX_REQUESTS = 100_000;

    private final Shell shell;
    private final LabPlan plan;

    private LabTopology(Shell shell, LabPlan plan) {
        this.shell = shell;
        this.plan = plan;
    }

    /**
     * Makes the network.
     *
     * @param shell of a guest, or of this host with root's rights
     * @throws io.directorate.node.lab.shell.ShellException when a step fails; what was made until then is removed
     */
    public static LabTopology build(Shell shell, LabPlan plan) {
        LabTopology topology = new LabTopology(shell, plan);
        boolean built = false;
        try {
            shell.run(ShellCommand.script(TopologyScript.build(plan, topology.folder()))
                            .withTimeLimit(BUILD_TIME_LIMIT))
                    .check("Making the lab's network");
            built = true;
        } finally {
            if (!built) {
                topology.close();
            }
        }
        return topology;
    }

    private String folder() {
        return "/run/directorate-lab/" + (plan.prefix().isEmpty() ? "main" : plan.prefix());
    }

    /** Its shape and addresses. */
    public LabPlan plan() {
        return plan;
    }

    /** Runs commands in the namespace of a node: {@link LabPlan#CLIENT}, a director's or a real server's name. */
    public Shell in(String node) {
        if (!plan.nodes().contains(node)) {
            throw new IllegalArgumentException("No node '" + node + "' in this lab; there are " + plan.nodes());
        }
        return new NamespaceShell(shell, plan.namespace(node));
    }

    /** Runs commands in the namespace of the first director. */
    public Shell director() {
        return in(plan.director(1));
    }

    /** Runs commands in the client's namespace. */
    public Shell client() {
        return in(LabPlan.CLIENT);
    }

    /** Sends HTTP requests from the client, one after another, each over a new connection. */
    public TrafficReport http(String address, int port, int requests) {
        if (requests < 1 || requests > MAX_REQUESTS) {
            throw new IllegalArgumentException("1 to " + MAX_REQUESTS + " requests, not " + requests);
        }
        String host = IpFamily.of(address) == IpFamily.V6 ? "[" + address + "]" : address;
        // One curl for all, since each start of a process is slow in a guest; servers end each connection.
        StringBuilder config = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            config.append("url = \"http://")
                    .append(host)
                    .append(':')
                    .append(port)
                    .append("/\"\n");
        }
        ShellCommand curl = ShellCommand.script("curl --silent --globoff --connect-timeout 5 --max-time 20"
                        + " --write-out '= %{exitcode} %{http_code} %{errormsg}\\n' --config -")
                .withInput(config.toString())
                .withTimeLimit(Duration.ofSeconds(60 + requests));
        return TrafficReport.parse(client().run(curl).output().lines().toList());
    }

    /** Removes the network with all that runs in it. */
    @Override
    public void close() {
        shell.run(ShellCommand.script(TopologyScript.remove(plan, folder())).withTimeLimit(BUILD_TIME_LIMIT));
    }
}
