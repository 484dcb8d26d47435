package io.directorate.events.connection;

import io.directorate.events.model.InvalidValueException;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Who speaks for a connection: the last director that saw a packet of its client. The greater one is the newer: by group epoch, then by director.
 *
 * @param groupEpoch of the VIP group, raised at each take-over; 0 or more
 * @param director its id; 1 to 63 of the characters a-z A-Z 0-9 . _ -
 */
public record Ownership(long groupEpoch, String director) implements Comparable<Ownership> {
    /** Longest id of a director. */
    public static final int DIRECTOR_HIGHEST_CHARS = 63;

    private static final Pattern DIRECTOR = Pattern.compile("[A-Za-z0-9._-]{1," + DIRECTOR_HIGHEST_CHARS + "}");
    private static final Comparator<Ownership> ORDER =
            Comparator.comparingLong(Ownership::groupEpoch).thenComparing(Ownership::director);

    /** Checks both. */
    public Ownership {
        Checks.range(groupEpoch, 0, Long.MAX_VALUE, "groupEpoch");
        checkDirector(director);
    }

    static void checkDirector(String director) {
        if (!DIRECTOR.matcher(director).matches()) {
            throw new InvalidValueException(
                    "director",
                    "director '" + director + "' must be 1 to " + DIRECTOR_HIGHEST_CHARS
                            + " of the characters a-z A-Z 0-9 . _ -");
        }
    }

    @Override
    public int compareTo(Ownership other) {
        return ORDER.compare(this, other);
    }
}
