package io.directorate.events.model;

import java.util.Optional;

/**
 * How a VIP group elects its director.
 *
 * @param virtualRouterId 1 to 255, one a network (RFC 9568 5.2.3)
 * @param version 2 (RFC 3768, IPv4 only) or 3 (RFC 9568)
 * @param advertIntervalMillis time between adverts; 10 to 40950 in steps of 10 for version 3, whole seconds up to 255 for version 2
 * @param preempt whether a director of higher preference takes the group back from one of lower
 * @param password PASS authentication of version 2, 1 to 8 characters
 */
public record VrrpSettings(
        int virtualRouterId, int version, int advertIntervalMillis, boolean preempt, Optional<String> password) {
    /** Checks the ranges. */
    public VrrpSettings {
        InvalidValueException.checkRange(virtualRouterId, 1, 255, "virtualRouterId");
        InvalidValueException.checkRange(version, 2, 3, "version");
        boolean fits = version == 3
                ? advertIntervalMillis >= 10 && advertIntervalMillis <= 40_950 && advertIntervalMillis % 10 == 0
                : advertIntervalMillis >= 1000 && advertIntervalMillis <= 255_000 && advertIntervalMillis % 1000 == 0;
        InvalidValueException.check(
                fits,
                "advertIntervalMillis",
                "advertIntervalMillis is " + advertIntervalMillis + ", must be "
                        + (version == 3
                                ? "10 to 40950 in steps of 10"
                                : "1000 to 255000 in steps of 1000 (version 2)"));
        password.ifPresent(p -> {
            InvalidValueException.check(version == 2, "password", "a VRRP password is only for version 2");
            InvalidValueException.check(
                    p.matches("[\\x21-\\x7e]{1,8}"), "password", "a VRRP password has 1 to 8 printable characters");
        });
    }
}
