package io.directorate.events.model;

import java.util.Optional;

/**
 * What directors balance, without its real servers.
 *
 * <p>Kernel: {@code struct ip_vs_service_user} and {@code IPVS_SVC_ATTR_*} in {@code include/uapi/linux/ip_vs.h}.
 *
 * @param key identifies it
 * @param scheduler picks a real server
 * @param schedulerFlags of the scheduler
 * @param persistence if clients stick to a real server
 * @param persistenceEngine name of the engine that tells clients apart, such as {@code sip}; 1 to 16 characters
 * @param onePacket UDP only: each packet is scheduled by itself ({@code IP_VS_SVC_F_ONEPACKET})
 */
public record VirtualService(
        ServiceKey key,
        Scheduler scheduler,
        SchedulerFlags schedulerFlags,
        Optional<Persistence> persistence,
        Optional<String> persistenceEngine,
        boolean onePacket) {
    /** Checks that the parts fit each other. */
    public VirtualService {
        persistence.ifPresent(p -> InvalidValueException.check(
                p.netmask().family() == key.family(),
                "netmask",
                "the persistence netmask " + p.netmask() + " is not of the service's family " + key.family()));
        persistenceEngine.ifPresent(name -> InvalidValueException.check(
                name.matches("[A-Za-z0-9_-]{1,15}"),
                "persistenceEngine",
                "persistence engine '" + name + "' is not a name of 1 to 15 letters, digits, - or _"));
    }

    /**
     * Makes one without persistence and flags.
     *
     * @param key identifies it
     * @param scheduler picks a real server
     * @return the service
     */
    public static VirtualService of(ServiceKey key, Scheduler scheduler) {
        return new VirtualService(key, scheduler, SchedulerFlags.NONE, Optional.empty(), Optional.empty(), false);
    }
}
