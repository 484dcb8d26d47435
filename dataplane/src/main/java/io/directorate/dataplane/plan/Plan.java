package io.directorate.dataplane.plan;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that make a dataplane equal to the desired state, each with the difference that it removes: there are as many of the ones as of
 * the others, except for reserved objects, whose differences are not shown.
 *
 * @param planned in the order in which they are to be carried out
 * @param foreign services that are somebody else's and stay, in the dataplane's order
 */
public record Plan(List<PlannedChange> planned, List<ServiceKey> foreign) {
    /** Nothing to do. */
    public static final Plan NOTHING = new Plan(List.of(), List.of());

    /** Copies. */
    public Plan {
        planned = List.copyOf(planned);
        foreign = List.copyOf(foreign);
    }

    /**
     * Returns what is to be sent to the dataplane.
     *
     * @return the changes in order
     */
    public List<DataplaneChange> changes() {
        return planned.stream().map(PlannedChange::change).toList();
    }

    /**
     * Returns what differs, for people.
     *
     * @return one line each, without reserved objects
     */
    public List<String> differences() {
        return planned.stream()
                .filter(change -> change.origin() != PlannedChange.Origin.RESERVED)
                .map(PlannedChange::difference)
                .toList();
    }

    /**
     * Tells whether there is nothing to do.
     *
     * @return true if the dataplane is as it shall be
     */
    public boolean isEmpty() {
        return planned.isEmpty();
    }

    /**
     * Cuts the changes into pieces, so that between two of them something else can be done.
     *
     * @param mostChanges in one piece, 2 or more
     * @return the pieces in order. A real server that is taken out to be put back elsewhere in the list is put back in the same piece
     */
    public List<List<PlannedChange>> batches(int mostChanges) {
        if (mostChanges < 2) {
            throw new IllegalArgumentException("a batch of at most " + mostChanges + " changes, must be 2 or more");
        }
        List<List<PlannedChange>> batches = new ArrayList<>();
        int start = 0;
        while (start < planned.size()) {
            int end = Math.min(planned.size(), start + mostChanges);
            if (end < planned.size() && isReplaced(end - 1)) {
                end--;
            }
            batches.add(planned.subList(start, end));
            start = end;
        }
        return batches;
    }

    private boolean isReplaced(int index) {
        return planned.get(index).change() instanceof DataplaneChange.DeleteServer
                && planned.get(index + 1).change() instanceof DataplaneChange.AddServer;
    }
}
