package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpvsadmSessionTest {
    private static final String TITLE = """
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
            """;

    @TempDir
    Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private boolean kernelIsThere = true;

    private final class Access implements IpvsadmSession.Access {
        @Override
        public Dataplane kernel() {
            if (!kernelIsThere) {
                throw CallFailure.fatal(CallFailure.USAGE, "Can't initialize ipvs: gone");
            }
            return kernel;
        }

        @Override
        public IpvsadmBackend backend() {
            return new DirectBackend(kernel());
        }
    }

    private Outcome run(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        IpvsadmSession session = session(input, out, err);
        int status = session.run(List.of(arguments));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private IpvsadmSession session(String input, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new IpvsadmSession(
                "ipvsadm",
                new FewNames(),
                new Access(),
                new IpvsadmSession.Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        folder.resolve("ip_vs_conn")));
    }

    @Test
    void listsTheTableWithoutArguments() {
        assertThat(run("")).isEqualTo(new Outcome(0, TITLE, ""));
        assertThat(run("", "-L")).isEqualTo(new Outcome(0, TITLE, ""));
        assertThat(run("", "-L", "-t", "1.2.3.4:5")).isEqualTo(new Outcome(1, "", "No such service\n"));
    }

    @Test
    void carriesARestoreOutInOneGo() {
        assertThat(run("-A -t 1.2.3.4:5\n-a -t 1.2.3.4:5 -r 1.2.3.5 -m\n", "-R"))
                .isEqualTo(new Outcome(0, "", ""));
        assertThat(kernel.batches).hasSize(1);
        assertThat(kernel.batches.get(0)).hasSize(2);
    }

    @Test
    void goesOnAfterARefusalAndReturnsTheStatusOfTheLastLine() {
        kernel.refused.put("add service tcp:1.2.3.4:5", "EEXIST");

        assertThat(run("-A -t 1.2.3.4:5\n-A -t 1.2.3.4:6\n", "-R"))
                .isEqualTo(new Outcome(0, "", "Service already exists\n"));
        assertThat(run("-A -t 1.2.3.4:6\n-A -t 1.2.3.4:5\n", "-R"))
                .isEqualTo(new Outcome(255, "", "Service already exists\n"));
    }

    @Test
    void stopsARestoreAtAWrongLineAfterWhatCameBefore() {
        assertThat(run("-A -t 1.2.3.4:5\n-A\n-A -t 1.2.3.4:6\n", "-R"))
                .isEqualTo(new Outcome(
                        2, "", "You need to supply the 'service-address' option for the 'add-service' command\n"));
        assertThat(kernel.batches).containsExactly(List.of("add service tcp:1.2.3.4:5 scheduler wlc"));
    }

    @Test
    void skipsALineThatPoptRefuses() {
        assertThat(run("-A -t 1.2.3.4:5 -Q\n-A -t 1.2.3.4:6\n", "-R"))
                .isEqualTo(new Outcome(0, "", "-Q: unknown option\n"));
        assertThat(kernel.batches).hasSize(1);
    }

    @Test
    void listsAmidARestoreWhatCameBefore() {
        assertThat(run("-A -t 1.2.3.4:5\n-L\n-C\n", "-R")).isEqualTo(new Outcome(0, TITLE, ""));
        assertThat(kernel.batches).hasSize(2);
    }

    @Test
    void restoresAScriptTogetherWithTheClearingBeforeIt() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        IpvsadmSession session = session("# saved\n-A -t 1.2.3.4:5\n", new ByteArrayOutputStream(), err);

        assertThat(session.restore(List.of(new DataplaneChange.Flush()), true)).isZero();
        assertThat(kernel.batches)
                .containsExactly(List.of("delete all services", "add service tcp:1.2.3.4:5 scheduler wlc"));
        assertThat(err.size()).isZero();
    }

    @Test
    void cutsALongRestoreIntoSeveral() {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i <= IpvsadmBackend.MAX_BATCH; i++) {
            input.append("-D -f ").append(i + 1).append('\n');
        }

        assertThat(run(input.toString(), "-R").status()).isZero();
        assertThat(kernel.batches).extracting(List::size).containsExactly(IpvsadmBackend.MAX_BATCH, 1);
    }

    @Test
    void looksForTheKernelBeforeItsArgumentsButHelpsWithoutIt() {
        kernelIsThere = false;

        assertThat(run("", "-Q")).isEqualTo(new Outcome(2, "", "Can't initialize ipvs: gone\n"));
        assertThat(run("", "-L").status()).isEqualTo(2);
        assertThat(run("", "-v")).isEqualTo(new Outcome(0, HelpText.VERSION, ""));
        assertThat(run("", "-h").out())
                .startsWith(HelpText.VERSION + "Usage:\n  ipvsadm -A|E virtual-service [-s")
                .endsWith("--mcast-ttl ttl                     Multicast TTL (default=1)\n");
    }

    @Test
    void givesEachErrorOfTheKernelTheWordsOfTheOriginal() {
        kernel.refused.put("add service", "ENOENT");
        kernel.refused.put("edit service", "ESRCH");
        kernel.refused.put("add real server", "ESRCH");
        kernel.refused.put("delete real server", "ENOENT");
        kernel.refused.put("edit real server", "ERANGE");
        kernel.refused.put("delete all", "EPERM");
        kernel.refused.put("stop the", "ESRCH");
        kernel.refused.put("start sync", "EEXIST");
        kernel.refused.put("zero", "EWHATEVER");

        assertThat(run("", "-A", "-f", "1").err()).isEqualTo("Scheduler or persistence engine not found\n");
        assertThat(run("", "-E", "-f", "1").err()).isEqualTo("No such service\n");
        assertThat(run("", "-a", "-f", "1", "-r", "1.2.3.4").err()).isEqualTo("Service not defined\n");
        assertThat(run("", "-d", "-f", "1", "-r", "1.2.3.4").err()).isEqualTo("No such destination\n");
        assertThat(run("", "-e", "-f", "1", "-r", "1.2.3.4").err()).isEqualTo("Numerical result out of range\n");
        assertThat(run("", "-C").err()).isEqualTo("Permission denied (you must be root)\n");
        assertThat(run("", "--stop-daemon", "master").err()).isEqualTo("No daemon is running\n");
        assertThat(run("", "--start-daemon", "master").err()).isEqualTo("Daemon has already run\n");
        assertThat(run("", "-Z").err()).isEqualTo("EWHATEVER\n");
    }

    @Test
    void listsConnections() throws IOException {
        assertThat(run("", "-Lc"))
                .isEqualTo(new Outcome(1, "", "cannot open file " + folder.resolve("ip_vs_conn") + "\n"));
        Files.writeString(folder.resolve("ip_vs_conn"), """
                Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
                TCP 0A000001 C350 C0000250 0050 0A000002 1F90 ESTABLISHED     899
                UDP [x] 1 2 3
                UDP 2001:db8:0:0:0:0:0:1 1234 2001:db8:0:0:0:0:0:80 0035 0A000002 0035 UDP 5 sip abc
                """);

        assertThat(run("", "-L", "-c", "-n").out()).isEqualTo("""
                IPVS connection entries
                pro expire state       source             virtual            destination
                TCP 14:59  ESTABLISHED 10.0.0.1:50000     192.0.2.80:80      10.0.0.2:8080
                UDP 00:05  UDP         [2001:db8::1]:4660 [2001:db8::80]:53  10.0.0.2:53
                """);
        assertThat(run("", "-L", "-c", "--persistent-conn").out())
                .contains("pro expire state       source             virtual            destination        pe name")
                .contains("TCP 14:59  ESTABLISHED 10.0.0.1:50000     www:http           10.0.0.2:8080\n")
                .contains(" 10.0.0.2:domain  sip                abc\n");
    }
}
