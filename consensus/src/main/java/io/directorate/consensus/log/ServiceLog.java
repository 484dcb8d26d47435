package io.directorate.consensus.log;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A replicated, durable, totally ordered log of opaque entries, and the applying of them to this director's state.
 *
 * <p>One director alone is a group of one: every append is on its own disk before it is acknowledged. The same
 * interface serves three or five voters. All methods may be called from any thread; none blocks on disk or network
 * except {@link #close}.
 */
public interface ServiceLog extends AutoCloseable {
    /**
     * Appends one entry. Several may be outstanding, up to {@link ServiceLogConfig.Limits#maxOutstanding}; entries
     * handed over one after another by one thread keep their order.
     *
     * <p>The stage completes when a majority has the entry on disk <em>and</em> the local {@link LogApplier} has
     * applied it. Otherwise it completes, within the request time-out, with a {@link ServiceLogException}: {@link
     * NotLeaderException} or {@link LogUnavailableException} mean that the entry was not written and never will be;
     * {@link IndeterminateAppendException} that nobody knows. It never throws directly. Dependent actions without an
     * executor of their own run on the log's completion thread and must not block.
     *
     * @param entry at most {@link ServiceLogConfig.Limits#maxEntryBytes} bytes; must not be changed afterwards
     * @return the position given to the entry
     */
    CompletionStage<LogPosition> append(byte[] entry);

    /**
     * The present state. Cheap enough to be called for every request.
     *
     * @return the state; sizes may be up to a few seconds old
     */
    LogState state();

    /**
     * Registers a listener for changes of role, readiness, term, leader, members, problem or tail cut; not for each entry
     * applied. It is called at once with the present state, then on each change, one call at a time.
     *
     * @param listener must not block; an exception from it is logged and ignored
     * @return ends the registration when closed
     */
    Registration onStateChange(Consumer<LogState> listener);

    /**
     * Who is in the group, and changing that.
     *
     * @return the membership; of use as long as the log is open
     */
    LogMembership membership();

    /**
     * Closes the log: outstanding appends complete, with {@link IndeterminateAppendException} where unknown; the store
     * is released. Returns after at most a few seconds; closing twice has no effect.
     */
    @Override
    void close();

    /** A registered listener. */
    interface Registration extends AutoCloseable {
        /** Ends the registration; a call under way may still finish. */
        @Override
        void close();
    }
}
