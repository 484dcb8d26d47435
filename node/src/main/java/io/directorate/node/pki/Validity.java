package io.directorate.node.pki;

import io.directorate.events.model.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * From when until when a certificate holds, both inclusive, in whole seconds as X.509 has them.
 *
 * @param notBefore first second
 * @param notAfter last second
 */
record Validity(Instant notBefore, Instant notAfter) {
    /** Longest life of anything: 20 years. */
    static final int MAX_DAYS = 7300;

    /** A machine whose clock is late by less than this takes a new certificate at once. */
    static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    static Validity ofDays(Instant now, int days) {
        if (days < 1 || days > MAX_DAYS) {
            throw new InvalidValueException("days", "days is " + days + ", must be 1 to " + MAX_DAYS);
        }
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return new Validity(second.minus(CLOCK_TOLERANCE), second.plus(Duration.ofDays(days)));
    }

    /** The same, but within another. */
    Validity within(Instant first, Instant last) {
        return new Validity(notBefore.isBefore(first) ? first : notBefore, notAfter.isAfter(last) ? last : notAfter);
    }
}
