package io.directorate.node.lab.shell;

/**
 * What a command left behind.
 *
 * @param exitStatus 0 to 255; 128 + n when signal n ended it
 * @param output all of standard output
 * @param errors all of standard error
 */
public record ShellResult(int exitStatus, String output, String errors) {
    private static final int SHOWN_CHARACTERS = 4_000;

    /** Returns this result if the exit status is 0; a {@link ShellException} otherwise, with both outputs' ends */
    public ShellResult check(String what) {
        if (exitStatus != 0) {
            throw new ShellException(what + " ended with status " + exitStatus + ".\n--- standard error\n" + end(errors)
                    + "\n--- standard output\n" + end(output));
        }
        return this;
    }

    private static String end(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : "…" + text.substring(text.length() - SHOWN_CHARACTERS);
    }
}
