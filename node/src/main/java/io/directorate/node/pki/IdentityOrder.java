package io.directorate.node.pki;

import io.directorate.events.model.InvalidValueException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to issue for a director.
 *
 * @param director its name
 * @param addresses by which it is reached; none to take over those of the certificate that is renewed
 * @param days how long it holds; empty for {@value ClusterCa#DEFAULT_DIRECTOR_DAYS}, or until the CA ends
 * @param out folder to write to; empty for {@code directors/NAME} in the CA's
 */
public record IdentityOrder(String director, List<SubjectAddress> addresses, OptionalInt days, Optional<Path> out) {
    /** Checks what can be checked by itself; an address given twice counts once. */
    public IdentityOrder {
        DirectorId.checkName("director", director);
        addresses = addresses.stream().distinct().toList();
        if (addresses.size() > ClusterCa.MAX_ADDRESSES) {
            throw new InvalidValueException(
                    "address", addresses.size() + " addresses are given, must be at most " + ClusterCa.MAX_ADDRESSES);
        }
    }
}
