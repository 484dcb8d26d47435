package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.Counters;
import io.directorate.dataplane.ipvs.IpvsProtocol.StatisticsAttribute;
import io.directorate.dataplane.netlink.AttributeReader;

/** Reads the nests {@code STATS} and {@code STATS64}; the wide one wins where both are there. */
final class CounterReader {
    /** One more than the highest attribute. */
    private static final int ATTRIBUTES = StatisticsAttribute.PAD + 1;

    private static final int WIDE_BYTES = 8;

    private final boolean wanted;
    private final long[] values = new long[ATTRIBUTES];
    private boolean haveWide;

    CounterReader(boolean wanted) {
        this.wanted = wanted;
    }

    /** Kernels before 4.1 have these only: 32 bits, of bytes 64. */
    void narrow(AttributeReader in) {
        if (wanted && !haveWide) {
            read(in.nested());
        }
    }

    void wide(AttributeReader in) {
        if (wanted) {
            haveWide = true;
            read(in.nested());
        }
    }

    private void read(AttributeReader in) {
        while (in.next()) {
            int type = in.type();
            if (type > 0 && type < StatisticsAttribute.PAD) {
                values[type] = in.length() == WIDE_BYTES ? in.u64() : Integer.toUnsignedLong(in.u32());
            }
        }
    }

    Counters counters() {
        if (!wanted) {
            return Counters.ZERO;
        }
        return new Counters(
                values[StatisticsAttribute.CONNS],
                values[StatisticsAttribute.INPKTS],
                values[StatisticsAttribute.OUTPKTS],
                values[StatisticsAttribute.INBYTES],
                values[StatisticsAttribute.OUTBYTES],
                new Counters.Rates(
                        values[StatisticsAttribute.CPS],
                        values[StatisticsAttribute.INPPS],
                        values[StatisticsAttribute.OUTPPS],
                        values[StatisticsAttribute.INBPS],
                        values[StatisticsAttribute.OUTBPS]));
    }
}
