package io.directorate.dataplane;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.util.Optional;

/**
 * The settings of a virtual service exactly as the kernel has them, in its own numbers.
 *
 * @param scheduler by the kernel's name; {@code none} if it has none
 * @param flags {@code IP_VS_SVC_F_*} of {@code include/uapi/linux/ip_vs.h} without {@code HASHED}, which is the kernel's own
 * @param timeoutSeconds of persistence, 0 to 4294967295; means nothing without {@link #PERSISTENT}
 * @param netmask of persistence: for IPv4 the mask (network order read as a number), for IPv6 the prefix length; means nothing without
 *     {@link #PERSISTENT}
 * @param persistenceEngine by name
 */
public record ServiceSettings(
        String scheduler, int flags, long timeoutSeconds, int netmask, Optional<String> persistenceEngine) {
    /** {@code IP_VS_SVC_F_PERSISTENT}. */
    public static final int PERSISTENT = 0x01;
    /** {@code IP_VS_SVC_F_HASHED}: set by the kernel while the service is in its table. */
    public static final int HASHED = 0x02;
    /** {@code IP_VS_SVC_F_ONEPACKET}. */
    public static final int ONE_PACKET = 0x04;
    /** {@code IP_VS_SVC_F_SCHED1}. */
    public static final int SCHEDULER_1 = 0x08;
    /** {@code IP_VS_SVC_F_SCHED2}. */
    public static final int SCHEDULER_2 = 0x10;
    /** {@code IP_VS_SVC_F_SCHED3}. */
    public static final int SCHEDULER_3 = 0x20;

    private static final int KNOWN = PERSISTENT | ONE_PACKET | SCHEDULER_1 | SCHEDULER_2 | SCHEDULER_3;

    /** Takes out {@link #HASHED}. */
    public ServiceSettings {
        flags &= ~HASHED;
    }

    /**
     * Makes the settings with which a service is programmed.
     *
     * @param service the service
     * @return its settings; without persistence the time is 0 and the mask full, as {@code ipvsadm} has them
     */
    public static ServiceSettings of(VirtualService service) {
        SchedulerFlags own = service.schedulerFlags();
        int flags = (service.persistence().isPresent() ? PERSISTENT : 0)
                | (service.onePacket() ? ONE_PACKET : 0)
                | (own.flag1() ? SCHEDULER_1 : 0)
                | (own.flag2() ? SCHEDULER_2 : 0)
                | (own.flag3() ? SCHEDULER_3 : 0);
        return new ServiceSettings(
                service.scheduler().name(),
                flags,
                service.persistence().map(Persistence::timeoutSeconds).orElse(0),
                service.persistence()
                        .map(Persistence::netmask)
                        .orElse(Netmask.full(service.key().family()))
                        .value(),
                service.persistenceEngine());
    }

    /**
     * Returns the service as the model knows it.
     *
     * @param key of the service
     * @return the service; empty if a value is one that the model refuses or cannot say
     */
    public Optional<VirtualService> toService(ServiceKey key) {
        if ((flags & ~KNOWN) != 0 || timeoutSeconds > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        try {
            boolean persistent = has(PERSISTENT);
            return Optional.of(new VirtualService(
                    key,
                    new Scheduler(scheduler),
                    new SchedulerFlags(has(SCHEDULER_1), has(SCHEDULER_2), has(SCHEDULER_3)),
                    persistent
                            ? Optional.of(new Persistence((int) timeoutSeconds, new Netmask(key.family(), netmask)))
                            : Optional.empty(),
                    persistenceEngine,
                    has(ONE_PACKET)));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    /**
     * Tells whether a flag is set.
     *
     * @param flag one of the constants of this type
     * @return true if it is
     */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    // Written out: the ones that the compiler makes cost a small command 20 ms at the first call.
    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceSettings settings
                && scheduler.equals(settings.scheduler)
                && flags == settings.flags
                && timeoutSeconds == settings.timeoutSeconds
                && netmask == settings.netmask
                && persistenceEngine.equals(settings.persistenceEngine);
    }

    @Override
    public int hashCode() {
        int hash = 31 * scheduler.hashCode() + flags;
        return 31 * (31 * (31 * hash + Long.hashCode(timeoutSeconds)) + netmask) + persistenceEngine.hashCode();
    }

    /**
     * Returns this in a human line.
     *
     * @param family of the service
     * @return such as {@code scheduler sh, flags sh-port, persistent 300 s mask 255.255.255.0}
     */
    public String describe(AddressFamily family) {
        StringBuilder text = new StringBuilder("scheduler ").append(scheduler);
        if (has(PERSISTENT)) {
            text.append(", persistent ").append(timeoutSeconds).append(" s");
            boolean full = netmask == Netmask.full(family).value();
            text.append(full ? "" : " mask " + maskText(family));
        }
        persistenceEngine.ifPresent(name -> text.append(", persistence engine ").append(name));
        if (has(ONE_PACKET)) {
            text.append(", one packet");
        }
        for (int i = 0; i < 3; i++) {
            text.append(has(SCHEDULER_1 << i) ? ", scheduler flag " + (i + 1) : "");
        }
        if ((flags & ~KNOWN) != 0) {
            text.append(", unknown flags 0x").append(Integer.toHexString(flags & ~KNOWN));
        }
        return text.toString();
    }

    private String maskText(AddressFamily family) {
        return family == AddressFamily.IPV4
                ? new Netmask(family, netmask).toString()
                : Integer.toUnsignedString(netmask);
    }
}
