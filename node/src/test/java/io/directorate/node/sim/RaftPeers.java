package io.directorate.node.sim;

import java.util.function.Consumer;

/** Brings messages of one member to the others, and hears what must be checked. */
interface RaftPeers {
    void tell(int to, String what, Consumer<RaftMember> message);

    void committed(long index, RaftStore.Entry entry);

    void leads(long term);
}
