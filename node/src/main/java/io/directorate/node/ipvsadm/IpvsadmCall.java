package io.directorate.node.ipvsadm;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.events.model.ServiceKey;
import java.util.Optional;

/** What the arguments of one call, or one line of a restore, ask for. */
sealed interface IpvsadmCall {
    /**
     * Something is changed.
     *
     * @param change what
     * @param warning to print before it is done
     */
    record Change(DataplaneChange change, Optional<String> warning) implements IpvsadmCall {}

    /** {@code -L}. */
    record ListTable(ListFormat format) implements IpvsadmCall {}

    /** {@code -L} of one service. */
    record ListService(ServiceKey key, ListFormat format) implements IpvsadmCall {}

    /** {@code -L -c}. */
    record ListConnections(ListFormat format) implements IpvsadmCall {}

    /** {@code -L --timeout}. */
    record ListTimeouts() implements IpvsadmCall {}

    /** {@code -L --daemon}. */
    record ListDaemons() implements IpvsadmCall {}

    /** {@code -S}. */
    record Save(boolean numeric) implements IpvsadmCall {}

    /** {@code -R}. */
    record Restore() implements IpvsadmCall {}

    /** {@code -h}. */
    record Help() implements IpvsadmCall {}

    /** {@code -v}. */
    record Version() implements IpvsadmCall {}
}
