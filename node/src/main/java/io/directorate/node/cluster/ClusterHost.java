package io.directorate.node.cluster;

import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import java.io.IOException;
import java.util.UUID;

/** What the director does for {@link ClusterLog}: its own files and parts. Called by the cluster's thread only. */
public interface ClusterHost {
    /**
     * Opens the service log, and lets the director use it.
     *
     * @param group who takes part
     * @return the log; closed by the director
     */
    ServiceLog open(ServiceLogConfig.Group group);

    /**
     * Tells whether this director has no history of its own.
     *
     * @return true if its journal has applied nothing
     */
    boolean hasNoHistory();

    /**
     * Tells how far this director is.
     *
     * @return the sequence of the newest event in its image
     */
    long sequence();

    /**
     * Tells which feature level this build supports.
     *
     * @return the highest
     */
    int supportedFeatureLevel();

    /**
     * Makes the log anew behind the journal, as the log of a group that others can join. The old one is set aside.
     *
     * @return the group
     * @throws IOException if it cannot be made; the old one is in place then
     */
    UUID makeLogAnew() throws IOException;

    /** The journal is as new as the cluster's: from now on the dataplane follows it. Called once. */
    void caughtUp();

    /** Says why there is no log yet, for those who look. */
    void waiting(String why);

    /** Stops this director and starts it again in the same process; the dataplane goes on. */
    void restart(String why);
}
