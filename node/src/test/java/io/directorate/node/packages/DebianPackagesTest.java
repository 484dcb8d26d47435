package io.directorate.node.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.node.lab.shell.HostShell;
import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a pretended system: apt and dpkg are scripts that note their calls. */
class DebianPackagesTest {
    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();
    private Path root;
    private Path tools;
    private Path calls;

    @BeforeEach
    void pretend() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        tools = Files.createDirectories(folder.resolve("tools"));
        calls = Files.createFile(folder.resolve("calls"));
        tool("dpkg-query", "[ -e " + folder + "/installed ] && cat " + folder + "/installed; exit 1");
        tool("apt-get", """
                case " $* " in
                  *" download "*) [ -e FOLDER/updated ] || exit 100; touch one_1_all.deb ;;
                  *" -s "*) echo 'Inst one (1 Debian)'; echo 'Inst libone (1 Debian)' ;;
                  *" install "*) [ -e FOLDER/updated ] || { echo E: no candidate >&2; exit 100; }
                     echo 'one installed' >FOLDER/installed ;;
                  *" update "*) touch FOLDER/updated ;;
                esac
                """.replace("FOLDER", folder.toString()));
        tool("dpkg-deb", """
                case $1 in
                  -x) mkdir -p $3/usr/bin $3/usr/lib/x86_64-linux-gnu && echo '#!/bin/sh' >$3/usr/bin/one ;;
                  -W) echo one 1.0 amd64 ;;
                esac
                """);
    }

    private void tool(String name, String body) throws IOException {
        Path file = Files.writeString(
                tools.resolve(name), "#!/bin/bash\necho \"" + name + " $*\" >>" + calls + "\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private DebianPackages packages(boolean mayInstall) {
        HostShell host = new HostShell();
        Shell pretended = new Shell() {
            @Override
            public ShellProcess start(ShellCommand command) {
                // The policy file is the real system's: it must be out of reach here.
                String script = command.script().replace("/usr/sbin/policy-rc.d", folder + "/policy-rc.d");
                return host.start(
                        ShellCommand.script(script).withEnvironment("PATH", tools + ":" + System.getenv("PATH")));
            }
        };
        return new DebianPackages(new CacheFolder(folder.resolve("cache")), pretended, root, mayInstall, progress::add);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    @Test
    void doesNothingWhereTheProgramIsThere() throws Exception {
        Path program = Files.createDirectories(root.resolve("usr/sbin")).resolve("ipvsadm");
        Files.createFile(program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(packages(true).ensure(Set.of("ipvsadm"))).isEqualTo(UnpackedPrograms.NONE);

        assertThat(calls()).isEmpty();
    }

    @Test
    void doesNothingWhereThePackageIsInstalled() throws Exception {
        Files.writeString(folder.resolve("installed"), "one installed\ntwo config-files\n");

        assertThat(packages(true).missing(Set.of("one", "two"))).containsExactly("two");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void installsAsRootAfterUpdatingTheIndexesOnce() throws Exception {
        DebianPackages packages = packages(true);

        packages.ensure(Set.of("one"));
        packages.ensure(Set.of("one"));

        assertThat(calls().stream().filter(call -> call.startsWith("apt-get")))
                .satisfiesExactly(
                        call -> assertThat(call)
                                .contains("install", "DPkg::Lock::Timeout", "--no-install-recommends one"),
                        call -> assertThat(call).contains("update"),
                        call -> assertThat(call).contains("install"));
        assertThat(progress).hasSize(2);
        assertThat(folder.resolve("policy-rc.d")).doesNotExist();
    }

    @Test
    void unpacksBesideTheSystemWhereItMayNotInstall() throws Exception {
        UnpackedPrograms programs = packages(false).ensure(Set.of("one"));

        Path tree = folder.resolve("cache/packages/programs-one");
        assertThat(programs.programFolders()).containsExactly(tree.resolve("usr/bin"));
        assertThat(programs.libraryFolders()).contains(tree.resolve("usr/lib/x86_64-linux-gnu"));
        assertThat(programs.exports()).startsWith("export PATH='" + tree.resolve("usr/bin") + "'${PATH:+:$PATH}\n");
        assertThat(calls()).anyMatch(call -> call.contains("download") && call.endsWith("one libone"));
        assertThat(Files.readString(tree.resolve(".package-version"))).isEqualTo("one 1.0 amd64\n");
    }

    @Test
    void unpacksOnceAndLeavesNothingAside() throws Exception {
        DebianPackages packages = packages(true);

        Path first = packages.unpacked("one");
        int callsOfFirst = calls().size();

        assertThat(packages.unpacked("one")).isEqualTo(first);
        assertThat(packages(true).unpacked("one")).isEqualTo(first);
        assertThat(calls()).hasSize(callsOfFirst);
        try (var files = Files.list(first.getParent())) {
            assertThat(files).containsExactly(first);
        }
    }

    @Test
    void replacesATreeThatWasLeftHalfMade() throws Exception {
        Path half = Files.createDirectories(folder.resolve("cache/packages/one/usr"));
        Files.createFile(half.resolve("rubbish"));

        assertThat(packages(true).unpacked("one").resolve("usr/rubbish")).doesNotExist();
    }

    @Test
    void namesPackageReasonAndCommandWhereNothingHelps() throws Exception {
        tool("apt-get", "echo 'E: Unable to locate package' >&2; exit 100");

        assertThatThrownBy(() -> packages(true).ensure(Set.of("one", "two")))
                .isInstanceOf(PackagesUnavailableException.class)
                .hasMessageContaining("Missing Debian packages: one two")
                .hasMessageContaining(
                        "Run as root: apt-get update && apt-get install -y --no-install-recommends one two")
                .hasMessageContaining("Unable to locate package");
        assertThatThrownBy(() -> packages(false).ensure(Set.of("one")))
                .isInstanceOf(PackagesUnavailableException.class);
        assertThatThrownBy(() -> packages(false).unpacked("user-mode-linux"))
                .hasMessageContaining("apt-get download user-mode-linux");
    }

    @Test
    void refusesWhatIsNoPackagesName() {
        assertThatThrownBy(() -> packages(true).ensure(Set.of("-rf"))).hasMessageContaining("'-rf'");
        assertThatThrownBy(() -> packages(true).unpacked("../x")).hasMessageContaining("'../x'");
    }
}
