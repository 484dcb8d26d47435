package io.directorate.node.ipvsadm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What {@code -h} and {@code -v} print, as {@code ipvsadm} 1.31 does. */
final class HelpText {
    /** The version that this stands in for. */
    static final String VERSION = "ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n";

    private static final String RESOURCE = "help.txt";

    private HelpText() {}

    /**
     * The help text.
     *
     * @param program the name in the examples of calls
     */
    static String of(String program) {
        try (InputStream resource = HelpText.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).replace("@PROGRAM@", program);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " of this build", e);
        }
    }
}
