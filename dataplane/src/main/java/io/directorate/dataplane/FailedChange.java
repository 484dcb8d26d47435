package io.directorate.dataplane;

/**
 * A change that a dataplane refused; it changed nothing.
 *
 * @param index its place in the list that was applied, from 0
 * @param change that was refused
 * @param errno the error's symbol, such as {@code EEXIST}
 * @param message what is wrong, where, in the words of the dataplane
 */
public record FailedChange(int index, DataplaneChange change, String errno, String message) {
    /**
     * Returns this in a human line.
     *
     * @return such as {@code add service tcp:192.0.2.1:80 scheduler rr: EEXIST, …}
     */
    public String describe() {
        return change.describe() + ": " + message;
    }
}
