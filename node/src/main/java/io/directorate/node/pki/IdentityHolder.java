package io.directorate.node.pki;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest identity, and the one before it: a handshake that chose the old one before a renewal asks for its key after it. Safe for any
 * thread.
 */
final class IdentityHolder {
    private volatile Held held;

    private record Held(NodeIdentity newest, @Nullable NodeIdentity before) {}

    IdentityHolder(NodeIdentity first) {
        this.held = new Held(first, null);
    }

    NodeIdentity newest() {
        return held.newest();
    }

    /** For the one thread that renews. */
    void renew(NodeIdentity identity) {
        held = new Held(identity, held.newest());
    }

    Optional<NodeIdentity> byAlias(@Nullable String alias) {
        Held now = held;
        if (now.newest().alias().equals(alias)) {
            return Optional.of(now.newest());
        }
        return Optional.ofNullable(now.before())
                .filter(identity -> identity.alias().equals(alias));
    }
}
