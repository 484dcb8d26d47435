/**
 * rtnetlink: links, addresses, routes, rules and neighbours of a network namespace, and the announcement of addresses on a
 * link.
 *
 * <p>One class per table ({@link io.directorate.dataplane.route.Links}, {@link io.directorate.dataplane.route.Addresses},
 * {@link io.directorate.dataplane.route.Routes}, {@link io.directorate.dataplane.route.Rules},
 * {@link io.directorate.dataplane.route.Neighbours}), each on a {@code NetlinkConnection} to NETLINK_ROUTE, and one value
 * record for its entries. The codecs beside them are pure. Errors of the kernel come as {@code NetlinkException}; ask it
 * {@code exists()} and {@code isNotFound()} where doing a thing twice is no error. Constants: {@code
 * include/uapi/linux/rtnetlink.h} and the headers named in each codec.
 */
@NullMarked
package io.directorate.dataplane.route;

import org.jspecify.annotations.NullMarked;
