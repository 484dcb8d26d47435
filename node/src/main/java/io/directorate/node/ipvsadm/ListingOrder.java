package io.directorate.node.ipvsadm;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;

/**
 * The order in which {@code ipvsadm} lists services and real servers.
 *
 * <p>It compares by subtracting 32-bit numbers, so that values more than 2^31 apart come out the wrong way round and the comparison is no
 * total order. What comes out then depends on the steps of the sort; therefore these are the steps of the C library's {@code qsort(3)},
 * a top-down merge sort.
 */
final class ListingOrder {
    private ListingOrder() {}

    static List<ServiceRow> services(List<ServiceRow> rows) {
        return sorted(rows, ListingOrder::compareServices);
    }

    static List<ServiceRow.ServerRow> servers(List<ServiceRow.ServerRow> rows) {
        return sorted(rows, ListingOrder::compareServers);
    }

    private static int compareServices(ServiceRow a, ServiceRow b) {
        int difference = (int) (a.firewallMark() - b.firewallMark());
        if (difference == 0) {
            difference = a.family().number() - b.family().number();
        }
        if (difference == 0) {
            difference = a.protocol() - b.protocol();
        }
        if (difference == 0) {
            difference = compareAddresses(a.endpoint().address(), b.endpoint().address());
        }
        return difference != 0 ? difference : a.endpoint().port() - b.endpoint().port();
    }

    private static int compareServers(ServiceRow.ServerRow a, ServiceRow.ServerRow b) {
        int difference = compareAddresses(
                a.server().endpoint().address(), b.server().endpoint().address());
        return difference != 0
                ? difference
                : a.server().endpoint().port() - b.server().endpoint().port();
    }

    /** By words of 32 bits, as many as the first address has; where the second is shorter it has zeros. */
    private static int compareAddresses(IpAddress a, IpAddress b) {
        byte[] left = a.bytes();
        byte[] right = b.bytes();
        int words = a.family() == AddressFamily.IPV6 ? 4 : 1;
        for (int word = 0; word < words; word++) {
            int difference = word(left, word) - word(right, word);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int word(byte[] bytes, int word) {
        int at = word * 4;
        if (at >= bytes.length) {
            return 0;
        }
        return ((bytes[at] & 0xff) << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }

    private static <T> List<T> sorted(List<T> rows, ToIntBiFunction<T, T> comparison) {
        if (rows.size() < 2) {
            return rows;
        }
        int half = rows.size() / 2;
        List<T> left = sorted(rows.subList(0, half), comparison);
        List<T> right = sorted(rows.subList(half, rows.size()), comparison);
        List<T> merged = new ArrayList<>(rows.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            boolean leftFirst = comparison.applyAsInt(left.get(l), right.get(r)) <= 0;
            merged.add(leftFirst ? left.get(l++) : right.get(r++));
        }
        merged.addAll(left.subList(l, left.size()));
        merged.addAll(right.subList(r, right.size()));
        return merged;
    }
}
