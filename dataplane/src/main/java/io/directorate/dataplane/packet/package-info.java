/**
 * Frames that announce an address, as pure functions from values to bytes: gratuitous ARP and unsolicited neighbour
 * advertisements.
 *
 * <p>Start at {@link io.directorate.dataplane.packet.Announcement}.
 */
@NullMarked
package io.directorate.dataplane.packet;

import org.jspecify.annotations.NullMarked;
