package io.directorate.dataplane.reconcile;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a status, worked out when somebody first asks for it: of a large table it takes longer than to tell those who wait that it is
 * programmed. Safe for many threads; the reconciler asks itself before it does anything else, so that what is hashed has not changed.
 */
final class LateHash implements Supplier<String> {
    private @Nullable Supplier<String> work;
    private String text = "";

    LateHash(Supplier<String> work) {
        this.work = work;
    }

    @Override
    public synchronized String get() {
        Supplier<String> left = work;
        if (left != null) {
            text = left.get();
            work = null;
        }
        return text;
    }
}
