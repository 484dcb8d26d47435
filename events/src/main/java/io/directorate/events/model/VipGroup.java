package io.directorate.events.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Addresses that move together from director to director.
 *
 * @param name 1 to 63 letters, digits, - or _
 * @param mode how the addresses find their director
 * @param vips the virtual addresses
 * @param innerGateways the default gateways of NAT real servers
 * @param localAddresses the source addresses of FULLNAT
 * @param vrrp settings of the election; present if and only if the mode is {@link GroupMode#VRRP}
 * @param preferences director name to VRRP priority, 1 to 255 (255 is the owner of the addresses); directors not named have 100
 */
public record VipGroup(
        String name,
        GroupMode mode,
        List<GroupAddress> vips,
        List<GroupAddress> innerGateways,
        List<GroupAddress> localAddresses,
        Optional<VrrpSettings> vrrp,
        SortedMap<String, Integer> preferences) {
    /** Priority of a director that the group does not name. */
    public static final int DEFAULT_PREFERENCE = 100;

    /** The most addresses of each kind, so that an advert fits a datagram. */
    public static final int MAX_ADDRESSES = 255;

    /** Checks the parts and copies the collections. */
    public VipGroup {
        InvalidValueException.check(
                name.matches("[A-Za-z0-9_-]{1,63}"),
                "name",
                "group name '" + name + "' is not a name of 1 to 63 letters, digits, - or _");
        vips = List.copyOf(vips);
        innerGateways = List.copyOf(innerGateways);
        localAddresses = List.copyOf(localAddresses);
        InvalidValueException.check(!vips.isEmpty(), "vips", "group '" + name + "' has no virtual address");
        for (List<GroupAddress> list : List.of(vips, innerGateways, localAddresses)) {
            InvalidValueException.check(
                    list.size() <= MAX_ADDRESSES,
                    "vips",
                    "group '" + name + "' has " + list.size() + " addresses of a kind, at most " + MAX_ADDRESSES);
        }
        InvalidValueException.check(
                (mode == GroupMode.VRRP) == vrrp.isPresent(),
                "vrrp",
                mode == GroupMode.VRRP
                        ? "group '" + name + "' of mode vrrp needs vrrp settings"
                        : "vrrp settings are only for groups of mode vrrp, '" + name + "' is " + mode.text());
        SortedMap<String, Integer> copy = new TreeMap<>(preferences);
        for (Map.Entry<String, Integer> preference : copy.entrySet()) {
            InvalidValueException.checkRange(preference.getValue(), 1, 255, "preferences." + preference.getKey());
        }
        preferences = Collections.unmodifiableSortedMap(copy);
    }
}
