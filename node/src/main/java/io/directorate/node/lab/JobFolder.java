package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellQuote;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder on the host through which host and guest speak: scripts, each command's files, and what the guest left
 * behind. The guest sees it at the same path. It is made for one boot and removed after it.
 */
record JobFolder(Path path) {
    private static final Pattern KERNEL_SAFE = Pattern.compile("[A-Za-z0-9/._+@-]+");
    private static final int CONSOLE_TAIL_BYTES = 4_000;

    /** Makes a new one below {@code java.io.tmpdir}, with scripts and module root in place. */
    static JobFolder create(UmlKernel kernel, GuestOptions options) throws IOException {
        Path path = Files.createTempDirectory("directorate-guest-").toRealPath();
        if (!KERNEL_SAFE.matcher(path.toString()).matches()) {
            Files.delete(path);
            throw new LabUnavailableException("The path of temporary files cannot stand on a kernel's command line: "
                    + path + ". Set -Djava.io.tmpdir to a folder of plain letters and digits.");
        }
        JobFolder folder = new JobFolder(path);
        folder.fill(kernel, options);
        return folder;
    }

    private void fill(UmlKernel kernel, GuestOptions options) throws IOException {
        Files.createDirectories(path.resolve("jobs"));
        Files.createDirectories(path.resolve("bin"));
        Path releases = Files.createDirectories(path.resolve("modroot/lib/modules"));
        Files.createSymbolicLink(releases.resolve(kernel.release()), kernel.modules());
        script("init.sh", resource("init.sh"));
        script("supervise.sh", resource("supervise.sh"));
        String modprobe =
                "modprobe -d " + ShellQuote.quote(path.resolve("modroot").toString());
        String programs = options.programs().exports();
        Files.writeString(path.resolve("programs"), programs);
        script(
                "bin/modprobe",
                "#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n" + programs + "exec " + modprobe + " \"$@\"\n");
        List<String> others =
                options.modules().stream().filter(name -> !"ip_vs".equals(name)).toList();
        StringBuilder loads = new StringBuilder();
        if (options.modules().contains("ip_vs")) {
            loads.append(modprobe)
                    .append(" ip_vs conn_tab_bits=")
                    .append(options.connectionTableBits())
                    .append('\n');
        }
        if (!others.isEmpty()) {
            loads.append(modprobe)
                    .append(" -a ")
                    .append(String.join(" ", others))
                    .append('\n');
        }
        Files.writeString(path.resolve("modules"), loads);
    }

    private static String resource(String name) throws IOException {
        try (InputStream source = JobFolder.class.getResourceAsStream(name)) {
            if (source == null) {
                throw new IOException("The class path lacks io/directorate/node/lab/" + name + ": build again");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(path.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path job(long id) {
        return path.resolve("jobs").resolve(Long.toString(id));
    }

    boolean isUp() {
        return Files.exists(path.resolve("up"));
    }

    /** Why the guest is gone, in words; empty while it lives. */
    Optional<String> ended() {
        return readIfThere(path.resolve("ended")).map(String::strip);
    }

    /** The kernel's messages, written at an orderly end; empty before and after any other end. */
    String dmesg() {
        return readIfThere(path.resolve("dmesg")).orElse("");
    }

    String consoleTail() {
        String text = readIfThere(path.resolve("console")).orElse("")
                + readIfThere(path.resolve("supervisor")).orElse("");
        String clean = text.replace("\r", "");
        return clean.length() <= CONSOLE_TAIL_BYTES ? clean : clean.substring(clean.length() - CONSOLE_TAIL_BYTES);
    }

    static Optional<String> readIfThere(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
        }
    }

    /** Removes the folder with all in it; what another process removed meanwhile is no error. */
    void remove() throws IOException {
        remove(path);
    }

    static void remove(Path tree) throws IOException {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException goneMeanwhile) {
            // What was to be reached is reached.
        }
    }
}
