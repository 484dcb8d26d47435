package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.events.model.ServiceKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Keeps a dataplane equal to the desired state. It is the only writer: everybody else puts wishes into its mailbox.
 *
 * <h2>What it does</h2>
 *
 * The first desired state makes it read the whole dataplane and change only what differs, so that a director that died and comes back touches
 * neither the table nor the traffic. After that each new state is planned for the services that changed only, against what it believes the
 * dataplane to hold. Every interval it reads everything again: what is not as believed was changed by somebody else and is repaired, adopted
 * or left, as the policy says; what is merely not done yet is never called drift. What the dataplane refuses is tried again, after reading, at
 * growing times, and named in the status until then. A dataplane that does not answer keeps what it has. Nothing is withdrawn on closing.
 *
 * <h2>Threads</h2>
 *
 * {@link #doWork} is for one thread, usually that of a {@link ReconcilerRunner}; all other methods are for any thread and do not wait.
 */
public final class Reconciler implements AutoCloseable {
    private final Mailbox mailbox = new Mailbox();
    private final Waiters waiters = new Waiters();
    private final Duty duty;

    /**
     * Makes one; nothing happens before the first {@link #submit}.
     *
     * @param ports what it works with
     * @param options settings
     */
    public Reconciler(ReconcilerPorts ports, ReconcilerOptions options) {
        this.duty = new Duty(ports, options, mailbox, waiters);
    }

    /**
     * Wishes for a state. Of several that wait the one with the highest sequence counts, the later one among equals.
     *
     * @param desired what the dataplane shall be
     * @param changed services that differ from the state submitted before, also those that are no more; the first time it does not matter
     * @param sequence of the log, for {@link #awaitApplied}; 0 or more
     */
    public void submit(DesiredState desired, Set<ServiceKey> changed, long sequence) {
        mailbox.submit(desired, changed, sequence);
    }

    /** Wishes that the whole dataplane be read now, as it is every interval. */
    public void requestResync() {
        mailbox.requestResync(false);
    }

    /** Wishes that the whole dataplane be read now and made as the log wants it, whatever the drift policy. */
    public void requestRepair() {
        mailbox.requestResync(true);
    }

    /**
     * Wishes that counters be set to 0.
     *
     * @param service whose; empty for all
     * @return false if too many such wishes wait already, since the dataplane does not answer
     */
    public boolean zero(Optional<ServiceKey> service) {
        return mailbox.zero(service);
    }

    /**
     * Waits for a state to be worked in: until the dataplane is as wished, or has refused twice, or has not answered twice. The status says
     * which; {@link ReconcilerStatus#converged} if all is well.
     *
     * @param sequence of the state or of an earlier one
     * @return completed on the reconciler's thread, so whoever continues must not block; fails if the reconciler is closed or too many wait
     */
    public CompletionStage<ReconcilerStatus> awaitApplied(long sequence) {
        return waiters.add(sequence, status()).minimalCompletionStage();
    }

    /**
     * Returns how it stands.
     *
     * @return as of the last step
     */
    public ReconcilerStatus status() {
        return duty.status();
    }

    /**
     * Makes a step: takes what is in the mailbox, and does what is due.
     *
     * @param nowNanos as {@link System#nanoTime}
     * @return how many changes were carried out
     */
    public int doWork(long nowNanos) {
        return duty.doWork(nowNanos);
    }

    /**
     * Tells when the next step is due if nothing is put into the mailbox.
     *
     * @param nowNanos as {@link System#nanoTime}
     * @return 0 or more
     */
    public long nanosUntilDue(long nowNanos) {
        return duty.nanosUntilDue(nowNanos);
    }

    /** Waits until something is put into the mailbox, at most so long. */
    void awaitWork(long nanos) throws InterruptedException {
        mailbox.await(nanos);
    }

    /** Ends {@link #awaitWork}. */
    void wake() {
        mailbox.wake();
    }

    /** Fails those who wait. The dataplane stays as it is, and open. */
    @Override
    public void close() {
        waiters.close();
        duty.close();
        mailbox.wake();
    }
}
