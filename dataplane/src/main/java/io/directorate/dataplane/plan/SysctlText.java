package io.directorate.dataplane.plan;

import java.util.Set;

/** Values of {@code net.ipv4.vs} as they are compared: what means the same to the kernel is the same text. */
final class SysctlText {
    /**
     * Defences whose value 1 means "when memory is short". The kernel writes 2 into them while it is, and 1 again after that
     * ({@code update_defense_level} in {@code net/netfilter/ipvs/ip_vs_ctl.c}).
     */
    private static final Set<String> AUTOMATIC = Set.of("drop_entry", "drop_packet", "secure_tcp");

    private SysctlText() {}

    /** The kernel writes several numbers with tabulators between them, whatever was written. */
    static String comparable(String name, String value) {
        String words = String.join(" ", value.strip().split("\\s+", -1));
        return words.equals("2") && AUTOMATIC.contains(name) ? "1" : words;
    }
}
