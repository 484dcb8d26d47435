package io.directorate.node.ipvsadm;

import java.util.ArrayList;
import java.util.List;

/** Calls on which ours is compared with the C program. */
final class Calls {
    private static final String[] SCHEDULERS = {
        "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"
    };

    private Calls() {}

    /** Calls that make a table of more than 40 services with every option there is, of which a saved file makes the same again. */
    static List<Call> table() {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < SCHEDULERS.length; i++) {
            String service = "-t 192.168." + i + ".1:" + (8000 + i);
            calls.add(Call.words("-A " + service + " -s " + SCHEDULERS[i]));
            for (int server = 3; server > 0; server--) {
                calls.add(Call.words("-a " + service + " -r 10.0." + i + "." + server + ":80" + server + " -m -w "
                        + server * 100 + " -x " + server * 1000 + " -y " + server * 10));
            }
        }
        for (String protocol : new String[] {"-t", "-u", "--sctp-service"}) {
            for (String vip : new String[] {"203.0.113.7:80", "203.0.113.7:443", "[2001:db8::7]:80", "20.1.2.3:53"}) {
                String service = protocol + " " + vip;
                String server = vip.startsWith("[") ? "[fd00::" : "172.16.0.";
                String port = vip.startsWith("[") ? "]" : "";
                calls.add(Call.words("-A " + service + " -p 600"));
                calls.add(Call.words("-a " + service + " -r " + server + "21" + port
                        + (port.isEmpty() ? "" : vip.substring(vip.lastIndexOf(':'))) + " -g -w 0"));
            }
        }
        calls.addAll(special());
        return calls;
    }

    private static List<Call> special() {
        List<Call> calls = new ArrayList<>();
        for (String words : new String[] {
            "-A -t 198.51.100.1:0 -p -s sh -b sh-fallback,sh-port",
            "-A -t 198.51.100.2:80 -s mh -b mh-fallback,mh-port -p 77 -M 255.255.255.0",
            "-A -t 198.51.100.3:80 -s mh -b flag-1",
            "-A -t 198.51.100.4:80 -s rr -b flag-1,flag-3",
            "-A -u 198.51.100.1:53 -o -s rr",
            "-A -u 198.51.100.1:5060 --pe sip -p 60 -o",
            "-A -u [2001:db8::5]:5060 --pe sip -p 60 -M 64",
            "-A -t 198.51.100.6:5060 --pe sip",
            "-A -t [2001:db8:1:2:3:4:5:6]:8443 -p 3600 -M 96 -s wrr",
            "-A -t [::ffff:198.51.100.9]:80 -p 10",
            "-A -t 198.51.100.7:80 -M 255.0.0.0",
            "-A -f 1",
            "-A -f 2 -6 -p -M 48",
            "-A -f 2 -p 12 -M 255.255.0.0 -s sh",
            "-A -f 2147483647 -6 -o",
            "-A -t 0.0.0.0:80",
            "-A -t 224.0.0.5:80",
            "-A -t 250.1.1.1:80",
            "-A -t 130.1.1.1:http",
            "-A -u 130.1.1.1:domain",
            "-a -f 1 -r 10.1.1.1",
            "-a -f 1 -r 10.1.1.2:8080 -m",
            "-a -f 1 -r 10.1.1.3:8080 -i -w 65536",
            "-a -f 2 -6 -r [fd00::1]:80 -m",
            "-a -f 2 -6 -r [fd00::2]:80 -i --tun-type gre",
            "-a -t 198.51.100.2:80 -r 10.2.0.1 -i",
            "-a -t 198.51.100.2:80 -r 10.2.0.2 -i --tun-type ipip",
            "-a -t 198.51.100.2:80 -r 10.2.0.3 -i --tun-type gue --tun-port 6080 --tun-nocsum",
            "-a -t 198.51.100.2:80 -r 10.2.0.4 -i --tun-type gue --tun-port 6081 --tun-csum",
            "-a -t 198.51.100.2:80 -r 10.2.0.5 -i --tun-type gue --tun-port 65535 --tun-remcsum",
            "-a -t 198.51.100.2:80 -r 10.2.0.6 -i --tun-type gre --tun-nocsum",
            "-a -t 198.51.100.2:80 -r 10.2.0.7 -i --tun-type gre --tun-csum",
            "-a -t 198.51.100.2:80 -r 10.2.0.8 -g -w 2147483647 -x 2147483647 -y 2147483646",
            "-a -t 198.51.100.2:80 -r 200.2.0.9 -m",
            "-a -t 198.51.100.2:80 -r 100.2.0.9:http -m",
            "-a -t 198.51.100.2:80 -r 127.0.0.1 -g",
            "-a -t 198.51.100.3:80 -r [2001:db8::99]:80 -i",
            "-a -t 198.51.100.3:80 -r 10.2.0.1 -i",
            "-a -t 198.51.100.4:80 -r 10.2.0.1:8080 -g",
            "-a -t [2001:db8:1:2:3:4:5:6]:8443 -r [2001:db8:1:2:3:4:5:7]:1 -m -w 7",
            "-a -t [2001:db8:1:2:3:4:5:6]:8443 -r 2001:db8:f:2:3:4:5:7 -g",
            "-a -t 198.51.100.1:0 -r 10.3.0.1 -g",
            "-E -t 192.168.0.1:8000 -s wrr -p 10",
            "-e -t 192.168.1.1:8001 -r 10.0.1.1:801 -m -w 5 -x 7 -y 1",
            "-e -t 192.168.1.1:8001 -r 10.0.1.2:802 -m",
            "-d -t 192.168.2.1:8002 -r 10.0.2.2:802",
            "-D -t 192.168.12.1:8012",
            "--set 100 0 33",
            "-Z",
            "-Z -t 192.168.0.1:8000",
        }) {
            calls.add(Call.words(words));
        }
        return calls;
    }

    /** Services whose saved form is none that can be restored, by the C program neither. */
    static List<Call> odd() {
        List<Call> calls = new ArrayList<>();
        for (String words : new String[] {
            "-A -t 198.51.100.5:80 -s sh -b flag-3",
            "-A -f 4294967295 -s nq",
            "-A -f 2147483648 -6 -o",
            "-a -f 4294967295 -r 10.1.1.1 -i --tun-type gue --tun-port 6080",
        }) {
            calls.add(Call.words(words));
        }
        return calls;
    }

    /** Every way of listing. */
    static List<Call> listings() {
        List<Call> calls = new ArrayList<>();
        for (String words : new String[] {
            "-S",
            "-Sn",
            "--save --numeric",
            "-L",
            "-Ln",
            "-ln",
            "--list",
            "-lnX",
            "-L --exact",
            "-L --nosort -n",
            "-Ln --stats",
            "-L --stats",
            "-Ln --stats --exact",
            "-Ln --rate",
            "-Ln --rate -X",
            "-L --rate --sort",
            "-Ln --thresholds",
            "-Ln --persistent-conn",
            "-Ln --tun-info",
            "-Ln --stats --rate --thresholds",
            "-Ln --thresholds --persistent-conn --exact",
            "-Ln --persistent-conn --tun-info",
            "-L --timeout",
            "-L --timeout -n --exact",
            "-L --daemon",
            "-Lnc",
            "-L -c",
            "-lnc --persistent-conn",
            "-L -c --tun-info",
            "-L -n -t 198.51.100.2:80",
            "-L -u 130.1.1.1:domain --stats",
            "-L -f 2 -6 -n",
            "-L -f 2",
            "-L -n -t [2001:db8:1:2:3:4:5:6]:8443 --rate",
            "-L -n --sctp-service 203.0.113.7:80 --tun-info",
            "-L -f 4294967295 --thresholds",
            "-L -t 1.1.1.1:1",
            "-L -f 99",
            "-L -f 1 -6",
        }) {
            calls.add(Call.words(words));
        }
        calls.add(Call.of());
        return calls;
    }

    /** Restores, good and bad. */
    static List<Call> restores() {
        List<Call> calls = new ArrayList<>();
        for (String input : new String[] {
            "-A -t 5.5.5.5:80\n-A -t 5.5.5.5:80\n-A -t 5.5.5.6:80\n",
            "-A -t 5.5.5.7:80\n-A -t 5.5.5.5:80\n",
            "-A -t 5.5.5.8:80\n-A -t 5.5.5.9:80 -Q\n-A -t 5.5.5.10:80\n",
            "-A -t 5.5.5.11:80\n-A -t 5.5.5.12\n-A -t 5.5.5.13:80\n",
            "-A -t 5.5.5.5:80\n-A -t 5.5.5.12\n-A -t 5.5.5.13:80\n",
            "# comment\n-A -t 5.5.5.14:80 # foo\n",
            "#comment\n-A -t 5.5.5.15:80\n",
            "\n\n   \n  -A -t 5.5.5.16:80   \n\t-A\t-t\t5.5.5.17:80\r\n-A -t 5.5.5.18:80",
            "ipvsadm -A -t 5.5.5.19:80\nipvsadm\n",
            "-A -t 5.5.5.23:80 \n-A -t 5.5.5.24:80 ",
            "-A -t 5.5.5.27:80 \n-A -t 5.5.5.28:80  ",
            "-R\n-A -t 5.5.5.31:80\n",
            "-L -t 5.5.5.19:80 -n\nfoo\n-A -t 5.5.5.32:80\n",
            "-A -t \"5.5.5.20:80\"\n-A -t '5.5.5.20:80'\n",
            "-A -t 5.5.5.21:80 #foo\n-A -t 5.5.5.22:80 -s #rr\n",
            "-A -t 5.5.5.25:80\n-Sn\n-a -t 5.5.5.25:80 -r 1.1.1.1\n-a -t 5.5.5.25:80 -r 1.1.1.1\n-Ln -t 5.5.5.25:80\n",
            "-h\n-A -t 5.5.5.33:80\n",
            "-D -t 5.5.5.99:80\n-L -t 5.5.5.99:80\n-A -t 5.5.5.34:80\n",
            "-C\n-A -t 5.5.5.26:80\n-A -f 3\n-a -f 3 -r 1.2.3.4 -m\n--set 10 20 30\n-Z\n",
            " \n",
            "",
        }) {
            calls.add(Call.restore(input));
            calls.add(Call.words("-Sn"));
        }
        return calls;
    }

    /** Daemons, in a namespace without real servers of another family. */
    static List<Call> daemons() {
        List<Call> calls = new ArrayList<>();
        for (String words : new String[] {
            "-C",
            "--start-daemon master --mcast-interface lo --syncid 3",
            "--start-daemon master --mcast-interface lo",
            "-L --daemon",
            "--start-daemon backup --mcast-interface lo --mcast-group ff02::5 --mcast-port 77 --mcast-ttl 3 --sync-maxlen 1000",
            "-L --daemon",
            "-L --daemon -n",
            "--stop-daemon master --syncid 3",
            "--stop-daemon master",
            "--start-daemon=master --mcast-interface lo --mcast-group 224.0.0.99 --syncid 255",
            "-L --daemon",
            "--stop-daemon backup",
            "--stop-daemon master",
            "-L --daemon",
        }) {
            calls.add(Call.words(words));
        }
        return calls;
    }
}
