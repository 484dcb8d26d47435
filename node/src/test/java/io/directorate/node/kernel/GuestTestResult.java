package io.directorate.node.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What one test in a guest came to, and its form as a line of text between guest and host.
 *
 * @param container display names of what holds the test, joined
 * @param name display name of the test
 * @param detail why it failed or was aborted, with the trace; empty when it passed
 */
record GuestTestResult(Outcome outcome, String container, String name, String detail) {
    /** How a test can end. */
    enum Outcome {
        PASSED,
        ABORTED,
        FAILED
    }

    String line() {
        return outcome + "\t" + encode(container) + "\t" + encode(name) + "\t" + encode(detail);
    }

    static GuestTestResult parse(String line) {
        String[] field = line.split("\t", -1);
        if (field.length != 4) {
            throw new IllegalArgumentException("Not a result of a test in the guest: '" + line + "'");
        }
        return new GuestTestResult(Outcome.valueOf(field[0]), decode(field[1]), decode(field[2]), decode(field[3]));
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String field) {
        return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
    }
}
