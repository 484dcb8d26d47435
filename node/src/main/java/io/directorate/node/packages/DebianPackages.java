package io.directorate.node.packages;

import io.directorate.node.lab.shell.HostShell;
import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellQuote;
import io.directorate.node.lab.shell.ShellResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Gets Debian packages when they are needed. Safe for use by several threads and processes. */
public final class DebianPackages {
    private static final Duration APT_TIME_LIMIT = Duration.ofMinutes(10);
    private static final Duration QUERY_TIME_LIMIT = Duration.ofMinutes(1);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
    private static final String VERSION_FILE = ".package-version";
    private static final List<String> PROGRAM_FOLDERS =
            List.of("usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin", "usr/local/bin");

    /** A program that shows that a package, or another one that serves as well, is there. */
    private static final Map<String, String> PROGRAMS = Map.ofEntries(
            Map.entry("kmod", "modprobe"),
            Map.entry("ipvsadm", "ipvsadm"),
            Map.entry("iproute2", "ip"),
            Map.entry("iptables", "iptables-legacy"),
            Map.entry("iputils-ping", "ping"),
            Map.entry("iputils-arping", "arping"),
            Map.entry("procps", "sysctl"),
            Map.entry("keepalived", "keepalived"),
            Map.entry("nginx-light", "nginx"),
            Map.entry("haproxy", "haproxy"),
            Map.entry("tshark", "tshark"),
            Map.entry("curl", "curl"));

    private final CacheFolder cache;
    private final Shell host;
    private final Path root;
    private final boolean mayInstall;
    private final Consumer<String> progress;
    private boolean updated;

    /**
     * For tests and unusual places.
     *
     * @param cache where packages are unpacked
     * @param host runs apt and dpkg
     * @param root of the file system whose programs count as there
     * @param mayInstall whether apt-get install is allowed (this process is root)
     * @param progress takes a line before each long step
     */
    DebianPackages(CacheFolder cache, Shell host, Path root, boolean mayInstall, Consumer<String> progress) {
        this.cache = cache;
        this.host = host;
        this.root = root;
        this.mayInstall = mayInstall;
        this.progress = progress;
    }

    /** Of this machine and user. */
    public static DebianPackages ofThisHost(Consumer<String> progress) {
        return new DebianPackages(
                CacheFolder.ofThisUser(),
                new HostShell(),
                Path.of("/"),
                "root".equals(System.getProperty("user.name")),
                progress);
    }

    /**
     * Makes the programs of these packages usable on this machine.
     *
     * @return where those lie that had to be unpacked beside the system; empty folders when all are installed
     * @throws PackagesUnavailableException when one cannot be had, with the command to run
     */
    public UnpackedPrograms ensure(Set<String> names) {
        Set<String> missing = missing(names);
        if (missing.isEmpty()) {
            return UnpackedPrograms.NONE;
        }
        return cache.locked(() -> {
            // Another process may have brought them while this one waited for its turn.
            Set<String> stillMissing = missing(names);
            if (stillMissing.isEmpty()) {
                return UnpackedPrograms.NONE;
            }
            if (!mayInstall) {
                return unpackBeside(stillMissing);
            }
            install(stillMissing);
            return UnpackedPrograms.NONE;
        });
    }

    /** Those of these packages that are neither installed nor represented by their program. */
    public Set<String> missing(Set<String> names) {
        Set<String> unseen = new TreeSet<>();
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("Not the name of a Debian package: '" + name + "'");
            }
            String program = PROGRAMS.get(name);
            if (program == null || PROGRAM_FOLDERS.stream().noneMatch(folder -> isProgram(folder, program))) {
                unseen.add(name);
            }
        }
        if (!unseen.isEmpty()) {
            unseen.removeAll(installed(unseen));
        }
        return unseen;
    }

    private boolean isProgram(String folder, String program) {
        return Files.isExecutable(root.resolve(folder).resolve(program));
    }

    private Set<String> installed(Collection<String> names) {
        ShellResult answer = host.run(
                ShellCommand.script("dpkg-query -W -f '${Package} ${db:Status-Status}\\n' " + ShellQuote.join(names))
                        .withTimeLimit(QUERY_TIME_LIMIT));
        return answer.output()
                .lines()
                .filter(line -> line.endsWith(" installed"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());
    }

    private void install(Set<String> names) {
        progress.accept("Installing Debian packages: " + String.join(" ", names));
        String install = "apt-get install -y --no-install-recommends " + ShellQuote.join(names);
        ShellResult result = apt(installSource(install));
        if (result.exitStatus() != 0 && update(List.of())) {
            result = apt(installSource(install));
        }
        if (result.exitStatus() != 0) {
            throw unavailable(names, result);
        }
    }

    private static String installSource(String install) {
        // Services of the new packages must not start: 101 is "action forbidden" of Debian's policy-rc.d.
        return """
                policy=/usr/sbin/policy-rc.d
                if [ ! -e $policy ]; then
                  trap 'rm -f $policy' EXIT
                  trap 'exit 1' INT TERM
                  printf '#!/bin/sh\\nexit 101\\n' >$policy && chmod 755 $policy || exit 1
                fi
                """
                + install.replaceFirst(
                        " install ", " install -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold ");
    }

    /** Brings the package indexes up to date, at most once; tells whether that was done now, and worked */
    private boolean update(List<String> options) {
        if (updated) {
            return false;
        }
        updated = true;
        progress.accept("Updating the package indexes (apt-get update)");
        return apt("apt-get update -o DPkg::Lock::Timeout=300 " + ShellQuote.join(options))
                        .exitStatus()
                == 0;
    }

    private ShellResult apt(String source) {
        try {
            return host.run(ShellCommand.script(source)
                    .withEnvironment("DEBIAN_FRONTEND", "noninteractive")
                    .withTimeLimit(APT_TIME_LIMIT));
        } catch (ShellException e) {
            return new ShellResult(1, "", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Unpacks one package into the cache, whoever this process is, and never installs it.
     *
     * @return the folder with the package's files; made once, then found again
     * @throws PackagesUnavailableException when it cannot be downloaded
     */
    public Path unpacked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not the name of a Debian package: '" + name + "'");
        }
        Path target = cache.path().resolve("packages").resolve(name);
        if (Files.isRegularFile(target.resolve(VERSION_FILE))) {
            return target;
        }
        return cache.locked(() -> Files.isRegularFile(target.resolve(VERSION_FILE))
                ? target
                : unpack(Set.of(name), Set.of(name), target));
    }

    private UnpackedPrograms unpackBeside(Set<String> names) {
        // One tree for all of them, since they share libraries.
        Path target = cache.path().resolve("packages").resolve("programs-" + String.join("_", names));
        if (!Files.isRegularFile(target.resolve(VERSION_FILE))) {
            unpack(names, withMissingDependencies(names), target);
        }
        return UnpackedPrograms.in(target);
    }

    private Set<String> withMissingDependencies(Set<String> names) {
        String simulate = "apt-get install -s --no-install-recommends " + ShellQuote.join(names);
        ShellResult result = apt(simulate);
        if (result.exitStatus() != 0 && update(ownIndexes())) {
            result = apt(simulate + " " + ShellQuote.join(ownIndexes()));
        }
        if (result.exitStatus() != 0) {
            throw unavailable(names, result);
        }
        Set<String> all = new LinkedHashSet<>(names);
        result.output()
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .forEach(line -> all.add(line.split(" ", 3)[1]));
        return all;
    }

    /** Lets apt keep indexes in the cache where it may not write the system's. */
    private List<String> ownIndexes() {
        if (mayInstall) {
            return List.of();
        }
        Path apt = cache.path().resolve("apt");
        try {
            Files.createDirectories(apt.resolve("lists/partial"));
            Files.createDirectories(apt.resolve("archives/partial"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + apt + ": " + e, e);
        }
        return List.of(
                "-o", "Dir::State::Lists=" + apt.resolve("lists"),
                "-o", "Dir::Cache=" + apt,
                "-o", "Dir::Cache::Archives=" + apt.resolve("archives"));
    }

    private Path unpack(Set<String> wanted, Set<String> all, Path target) {
        progress.accept("Downloading and unpacking Debian packages: " + String.join(" ", all));
        Path aside = null;
        try {
            Files.createDirectories(target.getParent());
            aside = Files.createTempDirectory(target.getParent(), ".new-");
            ShellResult result = download(all, aside);
            if (result.exitStatus() != 0) {
                throw unavailable(wanted, result);
            }
            Path tree = aside.resolve("tree");
            if (Files.exists(target)) {
                // Without its version file it was left half made or was damaged.
                Files.move(target, aside.resolve("old"));
            }
            Files.move(tree, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + all + " into " + target + ": " + e, e);
        } finally {
            if (aside != null) {
                host.run("rm", "-rf", "--", aside.toString());
            }
        }
    }

    private ShellResult download(Set<String> names, Path aside) {
        List<String> options = new ArrayList<>();
        String source = downloadSource(names, aside, options);
        ShellResult result = apt(source);
        if (result.exitStatus() != 0) {
            options.addAll(ownIndexes());
            if (update(options)) {
                result = apt(downloadSource(names, aside, options));
            }
        }
        return result;
    }

    private static String downloadSource(Set<String> names, Path aside, List<String> options) {
        String folder = ShellQuote.quote(aside.toString());
        return "cd " + folder + " && rm -rf tree *.deb && mkdir -m 755 tree && apt-get download "
                + ShellQuote.join(options) + " " + ShellQuote.join(names) + " >&2 || exit 1\n"
                + "for deb in *.deb; do\n"
                + "  dpkg-deb -x \"$deb\" tree || exit 1\n"
                + "  dpkg-deb -W --showformat='${Package} ${Version} ${Architecture}\\n' \"$deb\" >>tree/"
                + VERSION_FILE + " || exit 1\n"
                + "done\n";
    }

    private PackagesUnavailableException unavailable(Set<String> names, ShellResult result) {
        String command = "apt-get update && apt-get install -y --no-install-recommends " + String.join(" ", names);
        String how = names.equals(Set.of("user-mode-linux"))
                ? "Check that this machine is Debian or Ubuntu on amd64 or i386 and reaches its package archive"
                        + " (apt-get download user-mode-linux)."
                : "Run as root: " + command;
        return new PackagesUnavailableException("Missing Debian packages: " + String.join(" ", names) + ". " + how
                + "\n--- what apt said\n" + result.errors().strip());
    }
}
