package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;

/** What error messages say about names and values. */
final class Words {
    private static final int SHOWN_LENGTH = 60;
    /** Names differ by at most this many letters to count as a slip of the pen. */
    private static final int SLIP = 3;

    private Words() {}

    static String shown(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case NULL, MISSING -> "empty";
            case STRING -> "'" + bounded(node.textValue()) + "'";
            default -> bounded(node.asText());
        };
    }

    static String bounded(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(SHOWN_LENGTH).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.length() < text.length() ? out + "..." : out.toString();
    }

    static String unknown(String name, Collection<String> known) {
        String nearest = "";
        int best = SLIP + 1;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < best && distance < candidate.length()) {
                best = distance;
                nearest = candidate;
            }
        }
        String hint = nearest.isEmpty() ? "" : "did you mean " + nearest + "? ";
        return "'" + bounded(name) + "' is not known here; " + hint + "Known are " + String.join(", ", known);
    }

    /** Levenshtein's distance, ignoring case; anything far off counts as far. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > SLIP) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
