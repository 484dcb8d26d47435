package io.directorate.node.ipvsadm;

import io.directorate.dataplane.DataplaneChange;
import java.util.List;

/** Where changes go. One thread. */
interface IpvsadmBackend extends AutoCloseable {
    /** The most changes in one go; a longer restore is cut into several. */
    int MAX_BATCH = 8192;

    /**
     * A change that was refused; it changed nothing.
     *
     * @param index its place in the list, from 0
     * @param message as {@code ipvsadm} prints it
     */
    record Refusal(int index, String message) {}

    /**
     * Carries out changes in order; one that is refused does not stop those after it.
     *
     * @return those that were refused, by rising index
     * @throws CallFailure if the outcome of some is not known
     */
    List<Refusal> apply(List<DataplaneChange> changes);

    @Override
    void close();
}
