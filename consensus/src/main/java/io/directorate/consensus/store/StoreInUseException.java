package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another log in this one, has the store open. */
public final class StoreInUseException extends IOException {
    private static final long serialVersionUID = 1;

    StoreInUseException(Path lock) {
        super("service log: " + lock + " is locked: another process uses this store; stop it first");
    }
}
