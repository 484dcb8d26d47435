package io.directorate.events.service;

import io.directorate.events.service.Rejection.Rule;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings below {@code net.ipv4.vs.} that Directorate manages, with the values that each takes.
 *
 * <p>Source: {@code Documentation/networking/ipvs-sysctl.rst}, {@code vs_vars} in {@code net/netfilter/ipvs/ip_vs_ctl.c}. Where the kernel
 * takes any number as true, only 0 and 1 are taken here. {@code drop_entry}, {@code drop_packet} and {@code secure_tcp} move between 1 and 2
 * by themselves when set to one of these. {@code debug_level} is left out: it is for developers of the kernel.
 */
public final class Sysctls {
    private static final SortedMap<String, Kind> KINDS = kinds();
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern CPU_LIST =
            Pattern.compile("[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?){0,63}");

    private Sysctls() {}

    /** Checks a value and gives it the form that the log holds, or says what is expected. */
    private interface Kind {
        /** The canonical form; empty if the value is not one. */
        String canonical(String value);

        String expected();
    }

    private record Range(long lowest, long highest) implements Kind {
        @Override
        public String canonical(String value) {
            if (!NUMBER.matcher(value).matches()) {
                return "";
            }
            long number = Long.parseLong(value);
            return number >= lowest && number <= highest ? Long.toString(number) : "";
        }

        @Override
        public String expected() {
            return "a number from " + lowest + " to " + highest;
        }
    }

    /** {@code proc_do_sync_ports()}: a power of two; {@code IPVS_SYNC_PORTS_MAX} is 64. */
    private record PowerOfTwo(int highest) implements Kind {
        @Override
        public String canonical(String value) {
            String number = new Range(1, highest).canonical(value);
            return !number.isEmpty() && Integer.bitCount(Integer.parseInt(number)) == 1 ? number : "";
        }

        @Override
        public String expected() {
            return "a power of two from 1 to " + highest;
        }
    }

    /** {@code proc_do_sync_threshold()}: threshold and period, the first below the second unless that is 0. */
    private record Threshold() implements Kind {
        @Override
        public String canonical(String value) {
            String[] parts = value.strip().split("[ \t]+", -1);
            if (parts.length != 2) {
                return "";
            }
            Range range = new Range(0, Integer.MAX_VALUE);
            String threshold = range.canonical(parts[0]);
            String period = range.canonical(parts[1]);
            boolean fits = !threshold.isEmpty()
                    && !period.isEmpty()
                    && (period.equals("0") || Long.parseLong(threshold) < Long.parseLong(period));
            return fits ? threshold + " " + period : "";
        }

        @Override
        public String expected() {
            return "two numbers such as '3 50', the first below the second, or the second 0";
        }
    }

    private record CpuList() implements Kind {
        @Override
        public String canonical(String value) {
            return CPU_LIST.matcher(value).matches() ? value : "";
        }

        @Override
        public String expected() {
            return "a list of processors such as 0-3,8";
        }
    }

    private static SortedMap<String, Kind> kinds() {
        SortedMap<String, Kind> kinds = new TreeMap<>();
        List.of(
                        "backup_only",
                        "cache_bypass",
                        "conntrack",
                        "expire_nodest_conn",
                        "expire_quiescent_template",
                        "ignore_tunneled",
                        "nat_icmp_send",
                        "pmtu_disc",
                        "run_estimation",
                        "schedule_icmp",
                        "sloppy_sctp",
                        "sloppy_tcp",
                        "snat_reroute",
                        "sync_persist_mode",
                        "sync_version")
                .forEach(name -> kinds.put(name, new Range(0, 1)));
        List.of("drop_entry", "drop_packet", "secure_tcp", "conn_reuse_mode", "sync_retries")
                .forEach(name -> kinds.put(name, new Range(0, 3)));
        List.of("am_droprate", "amemthresh", "sync_sock_size")
                .forEach(name -> kinds.put(name, new Range(0, Integer.MAX_VALUE)));
        kinds.put("sync_qlen_max", new Range(1, Integer.MAX_VALUE));
        // Seconds; the kernel holds them in jiffies as an int, at 1000 Hz.
        kinds.put("sync_refresh_period", new Range(0, Integer.MAX_VALUE / 1000));
        kinds.put("est_nice", new Range(-20, 19));
        kinds.put("est_cpulist", new CpuList());
        kinds.put("sync_ports", new PowerOfTwo(64));
        kinds.put("sync_threshold", new Threshold());
        return Collections.unmodifiableSortedMap(kinds);
    }

    /**
     * Returns the names.
     *
     * @return below {@code net.ipv4.vs.}; unmodifiable
     */
    public static SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(KINDS.keySet()));
    }

    static String canonical(String name, String value) {
        Kind kind = kind(name);
        String canonical = kind.canonical(value);
        if (canonical.isEmpty()) {
            throw new Rejected(
                    Rule.SYSCTL,
                    field(name),
                    "net.ipv4.vs." + name + " cannot be '" + Names.shown(value) + "', must be " + kind.expected());
        }
        return canonical;
    }

    static SortedMap<String, String> canonical(SortedMap<String, String> values) {
        SortedMap<String, String> canonical = new TreeMap<>();
        values.forEach((name, value) -> canonical.put(name, canonical(name, value)));
        return canonical;
    }

    static void checkName(String name) {
        kind(name);
    }

    private static Kind kind(String name) {
        Kind kind = KINDS.get(name);
        if (kind == null) {
            throw new Rejected(
                    Rule.SYSCTL,
                    field(name),
                    "'" + Names.shown(name)
                            + "' is not a setting below net.ipv4.vs. that Directorate manages; these are "
                            + String.join(" ", KINDS.keySet()));
        }
        return kind;
    }

    private static String field(String name) {
        return "sysctls." + Names.shown(name);
    }
}
