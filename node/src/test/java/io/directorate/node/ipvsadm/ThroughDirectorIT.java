package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.kernel.KernelTest;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellResult;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The face beside a running director: changes become events, refusals have the original's words. */
@KernelTest(memoryMegabytes = 1500)
class ThroughDirectorIT {
    private static final String SCRIPT = """
            mkdir /run/it && cd /run/it && ip link set lo up || exit 9
            cat >directorate.yaml <<'END'
            director: a
            dataDir: /run/it/data
            api: {enabled: false}
            log: {minFree: 1MiB, requestTimeout: 60s}
            END
            DIRECTORATE_JAVA_OPTS='-Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData' \\
                $D run -c directorate.yaml >log 2>&1 &
            director=$!
            socket=/run/directorate/netns-$(stat -L -c %i /proc/self/ns/net).sock
            until curl -s -m 20 --unix-socket $socket http://localhost/health | grep -q '"status":"ok"'; do
                kill -0 $director || { cat log >&2; exit 9; }
                sleep 0.3
            done
            call() { $D ipvsadm "$@" 2>&1; echo "= $?"; }
            call -A -t 192.0.2.1:80 -s rr
            call -A -t 192.0.2.1:80
            call -a -t 192.0.2.1:80 -r 10.0.0.1 -m -w 3
            call -a -t 192.0.2.9:80 -r 10.0.0.1
            call -e -t 192.0.2.1:80 -r 10.0.0.9
            call -A -t 192.0.2.1:81 -s nosuch
            call --set 0 33 0
            printf -- '-A -f 7 -6 -p\\n-a -f 7 -6 -r fd00::1 -m\\n' | call -R
            printf -- '-A -f 7 -6\\n-A -f 8\\n-D -f 99\\n' | call -R
            /usr/sbin/ipvsadm -Sn
            /usr/sbin/ipvsadm -L --timeout
            $D events | cut -d' ' -f1,5,7
            kill -9 $director
            wait $director 2>/dev/null
            call -A -f 9
            """;

    private final UmlGuest guest;

    ThroughDirectorIT(UmlGuest guest) {
        this.guest = guest;
    }

    @Test
    void putsChangesIntoTheLogAndAnswersInTheWordsOfTheOriginal() {
        ShellResult end = guest.run(ShellCommand.script(SCRIPT)
                .withEnvironment(
                        "D", Path.of("bin", "directorate").toAbsolutePath().toString())
                .withEnvironment("JAVA_HOME", System.getProperty("java.home"))
                .withTimeLimit(Duration.ofMinutes(8)));

        assertThat(end.output()).as("%s", end).isEqualTo("""
                = 0
                Service already exists
                = 255
                = 0
                Service not defined
                = 255
                No such destination
                = 255
                Scheduler or persistence engine not found
                = 255
                = 0
                = 0
                Service already exists
                No such service
                = 255
                -A -t 192.0.2.1:80 -s rr
                -a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 3
                -A -f 7 -6 -s wlc -p 360
                -a -f 7 -6 -r [fd00::1]:0 -m -w 1
                -A -f 8 -s wlc
                Timeout (tcp tcpfin udp): 900 33 300
                1 director:a director-reported
                2 user:root service-added
                3 user:root server-added
                4 user:root timeouts-set
                5 user:root service-added
                6 user:root server-added
                7 user:root service-added
                Warning: no director listens at %s; what is changed in the kernel now is drift to it when it starts
                = 0
                """.formatted(
                        end.output().replaceAll("(?s).*listens at (\\S+);.*", "$1")));
    }
}
