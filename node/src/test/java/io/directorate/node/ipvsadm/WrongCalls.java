package io.directorate.node.ipvsadm;

import java.util.ArrayList;
import java.util.List;

/** Calls with something wrong in them, and some that only look so. */
final class WrongCalls {
    private static final String WRONG = """
            -A
            -A -t 1.2.3.4:80
            -A -t 1.2.3.4:80
            -A -t 1.2.3.4
            -A -t 80
            -A -u 1.2.3.4:53 -s nosuch
            -A -u 1.2.3.4:53 -s nosuchschedulerofthislength
            -A -t 1.2.3.5:80 --pe nosuch
            -A -t 1.2.3.5:80 --pe sipppppppppppppppppppppppppp
            -A -t 1.2.3.6:80 -o
            -Q
            --add-serv -t 1.2.3.7:80
            -t 1.2.3.4:80
            -L foo
            -A -A -t 1.2.3.8:80
            -AL
            -A -t 1.2.3.8:80 -s
            -A -t
            -A -t 1.2.3.8:80 -p 0
            -A -t 1.2.3.8:80 -p abc
            -A -t 1.2.3.8:80 -p 2678401
            -A -t 1.2.3.8:80 -p 2678400
            -A -t 1.2.3.9:80 -p100
            -A -t 1.2.3.10:80 -p -s rr
            -A -t 1.2.3.11:80 --persistent=77
            -A -t 1.2.3.12:80 --persistent=
            -A -t=1.2.3.12:80
            -A -t1.2.3.13:80
            -At 1.2.3.14:80
            -Att 1.2.3.14:80
            -A --tcp-service=1.2.3.15:80 -ps rr
            -A -t 1.2.3.15:80 -p=50
            -Anf 5
            -A -f 0
            -A -f -1
            -A -f 5000000000
            -A -f 0x10
            -A -f 7 -6
            -A -6 -f 7
            -A -t 1.2.9.19:80 -6
            -A -f 6 --scheduler=
            -A -t [2001:db8::1]:81 -p -M 0
            -A -t [2001:db8::1]:82 -p -M abc
            -A -t [2001:db8::1]:83 -p -M 129
            -A -t [2001:db8::1]:84 -p -M 64x
            -A -t 2001:db8::2:80 -p
            -A -t 2001:db8::2
            -A -t [2001:db8::2] -p
            -A -t [fe80::1]:
            -A -t [fe80::1]x:3
            -A -t [fe80::1
            -A -t fe80::1%lo:80
            -A -t [1.2.3.4]:88
            -A -t [1.2.3.4]:88 -p
            -A -t 1.2.3.256:80
            -A -t 1.2.3:80
            -A -t 0x7f.1:80
            -A -t 01.02.03.08:88
            -A -t 1.2.3.0400:88
            -A -t 1.2.3.010:88
            -A -t 16909060:88
            -A -t 0x1020304:89
            -A -t 1.2.772:90
            -A -t 1.2.3.4x:88
            -A -t 1.2.3.4.5:88
            -A -t 1.2.3.:88
            -A -t 1.2.3.19:99999
            -A -t 1.2.3.19:-1
            -A -t 1.2.3.19:http
            -A -t 1.2.3.19:www
            -A -t 1.2.3.19:nosuchport
            -A -u 1.2.3.19:http
            -A -u 1.2.3.19:domain
            -A -t 1.2.3.20:
            -A -t 1.2.3.21:+80
            -A -M 255.255.0.0 -t 1.2.9.9:80 -p
            -A -M 24 -t 1.2.9.10:80 -p
            -A -M nosuchmask -t 1.2.9.11:80 -p
            -A -M 64 -t [fe80::9]:80 -p
            -A -f 77 -6 -M 64 -p
            -A -f 78 -M 64 -6 -p
            -A -t 1.2.3.30:80 -b sh-port
            -A -t 1.2.3.30:80 -b foo
            -A -t 1.2.3.33:80 -b flag-1,,flag-3
            -A -t 1.2.3.34:80 -b mh-port -s sh
            -A -t 1.2.3.35:80 -s mh -b mh-port,sh-port
            -A -t 1.2.3.40:80 -t 1.2.3.41:80
            -A -t 1.2.3.40:80 -f 5
            -A -t 1.2.3.40:80 --sched rr
            -A -t 1.2.3.40:80 -r 1.1.1.1
            -A -t 1.2.3.40:80 extra
            -A -t localhost:80
            -A -t 1.2.3.50:80 -w 3
            -E -t 9.9.9.9:80
            -E -t 1.2.3.4:80 -s nosuch
            -E -t 1.2.3.4:80 -s rr
            -E -t 1.2.3.4:80 -M 255.255.255.0
            -E
            -D -t 9.9.9.9:80
            -D -f 3333
            -D -t 1.2.3.4:80 -s rr
            -D
            -Z -t 9.9.9.9:80
            -Z -t 0.0.0.0:0
            -Z -t 0.0.0.0:81
            -Z -n
            -a -t 9.9.9.9:80 -r 10.0.0.1
            -a -t 1.2.3.4:80 -r 10.0.0.1
            -a -t 1.2.3.4:80 -r 10.0.0.1
            -a -t 1.2.3.4:80 -r 10.0.0.1:8080
            -a -r 10.0.0.2:8080 -t 1.2.3.4:80
            -a -r 10.0.0.3 -m -t 1.2.3.4:80
            -a -r 10.0.0.3:http -m -t 1.2.3.4:80
            -a -t 1.2.3.4:80 -r [2001:db8::5]:80
            -a -t 1.2.3.4:80 -r 10.0.0.4 -w -1
            -a -t 1.2.3.4:80 -r 10.0.0.4 -w 2147483648
            -a -t 1.2.3.4:80 -r 10.0.0.4 -w 65535 -x 10 -y 20
            -a -t 1.2.3.4:80 -r 10.0.0.4 -x 2147483648
            -a -t 1.2.3.4:80 -r 10.0.0.4 -y x
            -a -t 1.2.3.4:80 -r 10.0.0.6 -m -i
            -a -t 1.2.3.4:80 -r 10.0.0.6 -m --tun-type gue
            -a -t 1.2.3.4:80 -r 10.0.0.6 --tun-csum
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-type gue
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-type foo
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-type gue --tun-port 0
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-port 5
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-type gre --tun-port 5
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-type gre --tun-remcsum
            -a -t 1.2.3.4:80 -r 10.0.0.6 -i --tun-type gue --tun-port 5 --tun-csum --tun-nocsum
            -a -t 1.2.3.4:80 -r 224.0.0.1
            -a -t 1.2.3.4:80 -r 11
            -a -t 1.2.3.4:80 -r 1.1.1.1:httpx
            -a -t 1.2.3.4:80
            -a -r 1.1.1.1
            -a -f 78 -6 -r 1.1.1.1
            -e -t 1.2.3.4:80 -r 10.9.9.9
            -e -t 9.2.3.4:80 -r 10.9.9.9
            -e -t 1.2.3.4:80 -r 10.0.0.1 -x 1 -y 2
            -d -t 1.2.3.4:80 -r 10.9.9.9
            -d -t 1.2.3.4:80 -r 10.0.0.1:8080
            -d -t 9.2.3.4:80 -r 10.9.9.9
            -d -t 1.2.3.4:80
            -d -t 1.2.3.4:80 -r 10.0.0.1 -m
            -L --timeout --daemon
            -L -c --stats
            -L --daemon --rate
            -L --timeout --persistent-conn
            -L -t 1.2.3.4:80 -c
            -L -t 1.2.3.4:80 -u 1.2.3.4:53
            -L --nosort --nosort
            -L -n -n
            -L -nn
            -L -nz
            -L -n=
            -L -n=5
            -Ln=5
            -L --=foo
            -L ---
            -L --list=
            -L --stats=1
            -L -v
            -L -A
            -L -
            -L -- foo
            -- -L
            -
            foo
            foo -L
            -n -L
            -list
            -L -s rr
            -L -p
            -C -n
            -C -C
            -C foo
            -S -t 1.2.3.4:80
            -S --nosort
            -S -n -n
            --set 1 2
            --set 1 2 3 4
            --set 0 0 2678401
            --set a b c
            --set -1 2 3
            --set 1 -n 2 3
            --start-daemon foo
            --start-daemon
            --start-daemon master --mcast-interface nosuch
            --start-daemon master --mcast-interface lo --syncid 256
            --start-daemon master --mcast-interface lo --mcast-group 1.1.1.1
            --start-daemon master --mcast-interface lo --mcast-group fe80::1
            --start-daemon master --mcast-interface lo --mcast-port 0
            --start-daemon master --mcast-ttl 256
            --start-daemon backup --sync-maxlen 65508
            --start-daemon backup -n
            --stop-daemon backup
            --stop-daemon master --mcast-ttl 3
            --stop-daemon foo
            --stop-daemon
            -h
            --help
            -v
            --version -L
            -h foo
            -?
            -R foo
            -R -n""".indent(0).strip();

    private WrongCalls() {}

    static List<Call> all() {
        List<Call> calls = new ArrayList<>();
        for (String words : WRONG.split("\n", -1)) {
            calls.add(Call.words(words));
        }
        calls.add(Call.of(""));
        calls.add(Call.of("-A", "-t", ""));
        calls.add(Call.of("-A", "-t", "1.2.3.6:80", "-p", ""));
        calls.add(Call.of("-A", "-t", "1.2.3.6:80", "-b", ""));
        calls.add(Call.of("-A", "-f", "8", "-s", ""));
        calls.add(Call.of("-A", "-t", "1.2.3.4 x:88"));
        calls.add(Call.of("-A", "-t", " 1.2.3.4:88"));
        calls.add(Call.of("-A", "-t", "1.2.3.22: 80"));
        calls.add(Call.of("-A", "-f", " 16"));
        calls.add(Call.of("-A", "-f", "16 "));
        calls.add(Call.of("-A", "-t", "1.2.3.61:80", "-s", "a b"));
        return calls;
    }
}
