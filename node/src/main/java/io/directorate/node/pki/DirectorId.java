package io.directorate.node.pki;

import io.directorate.events.model.InvalidValueException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A director's name in full: the cluster's and its own, as its certificate has them.
 *
 * @param cluster name of the cluster, 1 to 63 letters, digits, - or _
 * @param director name of the director, by the same rule
 */
public record DirectorId(String cluster, String director) {
    private static final String NAME = "[A-Za-z0-9_-]{1,63}";
    private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
    private static final Pattern DIRECTOR_URI = Pattern.compile("directorate:(" + NAME + ")/(" + NAME + ")");
    private static final Pattern CLUSTER_URI = Pattern.compile("directorate:(" + NAME + ")");

    /** Checks the names. */
    public DirectorId {
        checkName("cluster", cluster);
        checkName("director", director);
    }

    /**
     * Checks the name of a cluster or director.
     *
     * @param field what it is the name of, for the error
     * @param name to check
     * @return the name
     * @throws InvalidValueException if it is no such name
     */
    public static String checkName(String field, String name) {
        if (!NAME_PATTERN.matcher(name).matches()) {
            throw new InvalidValueException(
                    field,
                    field + " is '" + name + "', must be 1 to 63 letters, digits, - or _ (A to Z, a to z, 0 to 9)");
        }
        return name;
    }

    /** The form in a director's certificate. */
    String uri() {
        return clusterUri(cluster) + "/" + director;
    }

    /** The form in the CA's certificate. */
    static String clusterUri(String cluster) {
        return "directorate:" + cluster;
    }

    static Optional<DirectorId> ofUri(String uri) {
        Matcher matcher = DIRECTOR_URI.matcher(uri);
        return matcher.matches() ? Optional.of(new DirectorId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    static Optional<String> clusterOfUri(String uri) {
        Matcher matcher = CLUSTER_URI.matcher(uri);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "director " + director + " of cluster " + cluster;
    }
}
