package io.directorate.consensus.raft;

import io.directorate.consensus.log.FatalErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at once, without shutdown hooks, so that nothing more is applied; the supervisor starts it anew. */
public final class HaltOnFatalError implements FatalErrorHandler {
    /** Exit status of a process that was halted. */
    public static final int EXIT_STATUS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(HaltOnFatalError.class);

    @Override
    public void fatal(String what, Throwable cause) {
        try {
            LOG.error("halting with status {}: {}", EXIT_STATUS, what, cause);
        } finally {
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }
}
