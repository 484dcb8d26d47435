package io.directorate.events.service;

/** Carries a rejection from a rule up to {@link Decider}, which turns it into a {@link Decision.Refused}; never leaves the package. */
final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    Rejected(Rejection.Rule rule, String field, String message) {
        this(new Rejection(rule, field, message));
    }

    private Rejected(Rejection rejection) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    Rejection rejection() {
        return rejection;
    }

    /** The same rejection, seen from the command that holds the one refused. */
    Rejected under(String prefix) {
        String field = rejection.field().isEmpty() ? prefix : prefix + "." + rejection.field();
        return new Rejected(new Rejection(rejection.rule(), field, rejection.message()));
    }
}
