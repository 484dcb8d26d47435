package io.directorate.node.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An unpacked {@code user-mode-linux} package of Debian.
 *
 * @param executable the kernel, {@code usr/bin/linux.uml}
 * @param modules its modules' folder, {@code usr/lib/uml/modules/RELEASE}
 */
public record UmlKernel(Path executable, Path modules) {
    /**
     * Finds kernel and modules in an unpacked package.
     *
     * @param unpacked the folder that the package's files were unpacked into
     * @throws LabUnavailableException when they are not there as expected
     */
    public static UmlKernel in(Path unpacked) {
        Path executable = unpacked.resolve("usr/bin/linux.uml").toAbsolutePath();
        Path releases = unpacked.resolve("usr/lib/uml/modules").toAbsolutePath();
        if (!Files.isExecutable(executable)) {
            throw broken(unpacked, "usr/bin/linux.uml is not there or not executable");
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(releases)) {
            for (Path release : found) {
                if (Files.isRegularFile(release.resolve("modules.dep"))) {
                    return new UmlKernel(executable, release);
                }
            }
        } catch (IOException e) {
            throw broken(unpacked, "usr/lib/uml/modules cannot be read: " + e);
        }
        throw broken(unpacked, "no folder below usr/lib/uml/modules holds modules.dep");
    }

    /** The kernel's release, such as {@code 6.1.176}. */
    public String release() {
        return String.valueOf(modules.getFileName());
    }

    private static LabUnavailableException broken(Path unpacked, String why) {
        return new LabUnavailableException("The unpacked package user-mode-linux in " + unpacked + " is not usable: "
                + why + ". Remove that folder; it is made anew at the next start.");
    }
}
