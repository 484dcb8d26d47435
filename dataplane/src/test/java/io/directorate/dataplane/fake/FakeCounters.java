package io.directorate.dataplane.fake;

import java.util.Arrays;

/** {@code struct ip_vs_kstats}: five totals and five rates, in the order of {@code IPVS_STATS_ATTR_*} from 1 on. */
final class FakeCounters {
    private static final int VALUES = 10;
    private static final int FIRST_RATE = 5;

    final long[] values = new long[VALUES];

    void add(long connections, long packets, long bytes) {
        values[0] += connections;
        values[1] += packets;
        values[3] += bytes;
    }

    void zero() {
        Arrays.fill(values, 0);
    }

    /** {@code ip_vs_genl_fill_stats}: 32 bits, bytes 64. */
    void narrow(Out out, int attribute) {
        int nest = out.beginNest(attribute);
        for (int i = 0; i < VALUES; i++) {
            boolean bytes = i == 3 || i == 4;
            if (bytes) {
                out.u64(i + 1, values[i]);
            } else {
                out.u32(i + 1, values[i]);
            }
        }
        out.endNest(nest);
    }

    /** {@code ip_vs_genl_fill_stats64}. */
    void wide(Out out, int attribute) {
        int nest = out.beginNest(attribute);
        for (int i = 0; i < VALUES; i++) {
            out.u64(i + 1, values[i]);
        }
        out.endNest(nest);
    }

    void rates(long... perSecond) {
        System.arraycopy(perSecond, 0, values, FIRST_RATE, perSecond.length);
    }
}
