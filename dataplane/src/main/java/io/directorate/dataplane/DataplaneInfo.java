package io.directorate.dataplane;

/**
 * What a dataplane is.
 *
 * @param kind {@code kernel} or {@code fake}
 * @param version of IPVS, such as {@code 1.2.1} ({@code IP_VS_VERSION_CODE} in {@code include/uapi/linux/ip_vs.h})
 * @param connectionTableSize buckets of the connection table ({@code ip_vs.conn_tab_bits} as a power of two)
 */
public record DataplaneInfo(String kind, String version, long connectionTableSize) {}
