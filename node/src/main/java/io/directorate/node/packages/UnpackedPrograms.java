package io.directorate.node.packages;

import io.directorate.node.lab.shell.ShellCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs that were unpacked beside the system, for who may not install them.
 *
 * @param programFolders to be put before PATH
 * @param libraryFolders to be put before LD_LIBRARY_PATH
 * @param iptablesFolder for XTABLES_LIBDIR; empty when iptables is not among them
 */
public record UnpackedPrograms(List<Path> programFolders, List<Path> libraryFolders, List<Path> iptablesFolder) {
    /** Nothing is unpacked; all is installed. */
    public static final UnpackedPrograms NONE = new UnpackedPrograms(List.of(), List.of(), List.of());

    /** Finds folders of programs and libraries below a tree of unpacked packages. */
    static UnpackedPrograms in(Path tree) {
        List<Path> programs = Stream.of("usr/sbin", "sbin", "usr/bin", "bin")
                .map(tree::resolve)
                .filter(Files::isDirectory)
                .toList();
        try (Stream<Path> all = Files.walk(tree, 4)) {
            List<Path> libraries = all.filter(Files::isDirectory)
                    .filter(folder -> tree.relativize(folder).toString().matches("(usr/)?lib(/[^/]*-linux-gnu[^/]*)?"))
                    .sorted()
                    .toList();
            List<Path> iptables = libraries.stream()
                    .map(folder -> folder.resolve("xtables"))
                    .filter(Files::isDirectory)
                    .toList();
            return new UnpackedPrograms(programs, libraries, iptables);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + tree + ": " + e, e);
        }
    }

    /** The command with these programs within its reach. */
    public ShellCommand addTo(ShellCommand command) {
        String before = exports();
        return before.isEmpty()
                ? command
                : new ShellCommand(
                        before + command.script(),
                        command.environment(),
                        command.directory(),
                        command.input(),
                        command.timeLimit(),
                        command.onOutput(),
                        command.onError());
    }

    /** Bash source that puts them within reach; empty when there are none. */
    public String exports() {
        StringBuilder source = new StringBuilder();
        export(source, "PATH", programFolders, "${PATH:+:$PATH}");
        export(source, "LD_LIBRARY_PATH", libraryFolders, "${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}");
        export(source, "XTABLES_LIBDIR", iptablesFolder, "");
        return source.toString();
    }

    private static void export(StringBuilder source, String name, List<Path> folders, String rest) {
        if (!folders.isEmpty()) {
            String joined = folders.stream()
                    .map(path -> path.toString().replace("'", "'\\''"))
                    .collect(Collectors.joining(":", "'", "'"));
            source.append("export ")
                    .append(name)
                    .append('=')
                    .append(joined)
                    .append(rest)
                    .append('\n');
        }
    }
}
