package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitTellerTest {
    private final AtomicLong last = new AtomicLong(-1);
    private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

    @Test
    void tellsOfTheLastEntryAndOfNoOther() throws Exception {
        try (CommitTeller teller = new CommitTeller(last::get, () -> told.add(last.get()))) {
            last.set(5);
            teller.applied(5);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(5);
            // Another entry follows, and says it.
            last.set(7);
            teller.applied(6);
            // Somebody else leads.
            teller.applied(7);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(7);
            last.set(-1);
            teller.applied(8);
            last.set(9);
            teller.applied(9);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(9);
        }
        assertThat(told).isEmpty();
    }
}
