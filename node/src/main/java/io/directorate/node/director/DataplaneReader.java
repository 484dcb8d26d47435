package io.directorate.node.director;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.TableStatistics;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.OwnershipScope;
import io.directorate.dataplane.plan.Plan;
import io.directorate.dataplane.plan.Planner;
import io.directorate.dataplane.plan.ReservedObjects;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables and counters for those who ask, beside the reconciler and never in its way: one thread, a connection of its own, and it never
 * changes anything.
 */
public final class DataplaneReader implements AutoCloseable {
    /** The most readings that wait; one more is refused. */
    public static final int MAX_WAITING = 64;

    private final Supplier<Dataplane> opener;
    private final BiFunction<DesiredState, IpvsTable, OwnershipScope> scope;
    private final ReservedObjects reserved;
    private final ThreadPoolExecutor thread;
    private @Nullable Dataplane open;

    /**
     * Makes a reader; nothing is opened yet.
     *
     * @param opener opens a connection
     * @param scope whose services are whose, for previews
     * @param reserved objects that listings do not show
     */
    public DataplaneReader(
            Supplier<Dataplane> opener,
            BiFunction<DesiredState, IpvsTable, OwnershipScope> scope,
            ReservedObjects reserved) {
        this.opener = opener;
        this.scope = scope;
        this.reserved = reserved;
        this.thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), runnable -> {
                    Thread reader = new Thread(runnable, "dataplane-read");
                    reader.setDaemon(true);
                    return reader;
                });
    }

    /**
     * Reads the table with its counters.
     *
     * @return completes on the reader's thread; exceptionally with {@link DataplaneException} if it cannot be read
     */
    public CompletableFuture<IpvsSnapshot> snapshot() {
        return ask(dataplane -> {
            IpvsSnapshot all = dataplane.snapshot();
            return new IpvsSnapshot(reserved.hideFrom(all.table()), all.statistics());
        });
    }

    /**
     * Reads the counters.
     *
     * @return completes on the reader's thread
     */
    public CompletableFuture<TableStatistics> statistics() {
        return ask(Dataplane::statistics);
    }

    /**
     * Says what would have to be changed.
     *
     * @param desired what the dataplane should be
     * @return one line a change; completes on the reader's thread
     */
    public CompletableFuture<List<String>> plan(DesiredState desired) {
        return ask(dataplane -> {
            IpvsTable table = dataplane.read();
            Plan plan = Planner.plan(desired, ActualState.of(table), scope.apply(desired, table));
            return plan.planned().stream()
                    .map(change -> change.change().describe())
                    .toList();
        });
    }

    private <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> answer(question, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IllegalStateException(
                    MAX_WAITING + " readings of the dataplane wait already; try again later"));
        }
        return answer;
    }

    private <T> void answer(Question<T> question, CompletableFuture<T> answer) {
        try {
            Dataplane dataplane = open;
            if (dataplane == null) {
                dataplane = opener.get();
                open = dataplane;
            }
            answer.complete(question.ask(dataplane));
        } catch (RuntimeException e) {
            drop();
            answer.completeExceptionally(e);
        }
    }

    /** A connection that failed is opened anew next time. */
    private void drop() {
        Dataplane dataplane = open;
        open = null;
        if (dataplane != null) {
            dataplane.close();
        }
    }

    @Override
    public void close() {
        thread.execute(this::drop);
        thread.shutdown();
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Dataplane dataplane);
    }
}
