package io.directorate.dataplane.route;

import org.jspecify.annotations.Nullable;

/** What a rule does, {@code FR_ACT_*} of {@code include/uapi/linux/fib_rules.h}. */
public enum RuleAction {
    /** Looks the route up in the rule's table. */
    TO_TABLE(1),
    /** Jumps to another rule. */
    GOTO(2),
    /** Does nothing. */
    NOP(3),
    /** Drops the packet silently. */
    BLACKHOLE(6),
    /** Drops it and tells the sender that the network is unreachable. */
    UNREACHABLE(7),
    /** Drops it and tells the sender that it is prohibited. */
    PROHIBIT(8);

    private final int number;

    RuleAction(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable RuleAction of(int number) {
        for (RuleAction action : values()) {
            if (action.number == number) {
                return action;
            }
        }
        return null;
    }
}
