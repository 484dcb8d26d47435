package io.directorate.dataplane.snat;

import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.VipGroup;
import java.util.List;

/** Says which local addresses of a VIP group this director may use as sources: under ECMP each director has its own. */
@FunctionalInterface
public interface LocalAddresses {
    /** All of the group's, for groups whose addresses are all at one director. */
    LocalAddresses ALL =
            group -> group.localAddresses().stream().map(GroupAddress::address).toList();

    /**
     * Returns the usable ones.
     *
     * @param group whose
     * @return in the order in which they are to be used
     */
    List<IpAddress> of(VipGroup group);
}
