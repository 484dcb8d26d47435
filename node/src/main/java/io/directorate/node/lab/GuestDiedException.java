package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellException;

/** Says that the guest as a whole is gone: it crashed, was killed or reached its time limit. Holds its last words. */
public final class GuestDiedException extends ShellException {
    private final String reason;
    private final String consoleTail;

    GuestDiedException(String reason, String consoleTail) {
        super(reason + (consoleTail.isBlank() ? "" : "\n--- end of the guest's console\n" + consoleTail));
        this.reason = reason;
        this.consoleTail = consoleTail;
    }

    /** Why it is gone, in one sentence. */
    public String reason() {
        return reason;
    }

    /** The last lines of the guest's console; empty when it said nothing. */
    public String consoleTail() {
        return consoleTail;
    }
}
