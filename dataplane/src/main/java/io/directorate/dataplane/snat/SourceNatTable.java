package io.directorate.dataplane.snat;

import io.directorate.events.model.AddressFamily;
import java.util.List;

/** The place in the kernel where the rules of FULLNAT stand: one chain of our own in each family. Used by one thread. */
public interface SourceNatTable {
    /**
     * What stands in the chain.
     *
     * @param exists there is a chain
     * @param hooked packets that leave are led to it
     * @param rules in order, without the chain's name, in the tool's words
     */
    record Chain(boolean exists, boolean hooked, List<String> rules) {
        /** Nothing there. */
        public static final Chain NONE = new Chain(false, false, List.of());

        /** Copies. */
        public Chain {
            rules = List.copyOf(rules);
        }
    }

    /**
     * Tells whether rules may stand there from an earlier run, without making the kernel load anything.
     *
     * @param family of the packets
     * @return false if there are surely none
     */
    boolean mayHoldRules(AddressFamily family);

    /**
     * Reads the chain.
     *
     * @param family of the packets
     * @return what stands there
     * @throws SourceNatException if it cannot be read
     */
    Chain read(AddressFamily family) throws SourceNatException;

    /**
     * Puts rules into the chain instead of those there were, in one step, and leads packets to it; without rules, removes the chain.
     *
     * @param family of the packets
     * @param found what was read
     * @param rules in order
     * @throws SourceNatException if they cannot be written
     */
    void replace(AddressFamily family, Chain found, List<SourceNatRule> rules) throws SourceNatException;
}
