package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.util.AutoCloseableLock;
import org.apache.ratis.util.AwaitToRun;
import org.junit.jupiter.api.Test;

class CloseUnblockerTest {
    @Test
    void endsAWaitForAThreadThatWantsTheHeldLockAndNothingElse() throws Exception {
        String member = UUID.randomUUID().toString();
        ReentrantLock lock = new ReentrantLock();
        AwaitToRun eviction = new AwaitToRun(member + "-cacheEviction", () -> {
                    try (AutoCloseableLock held = AutoCloseableLock.acquire(lock)) {
                        assertThat(held).isNotNull();
                    }
                })
                .start();
        assertThat(CloseUnblocker.unblock(member)).as("nothing is blocked").isFalse();
        Thread closer = new Thread(
                () -> {
                    lock.lock();
                    try {
                        eviction.signal();
                        LogFixture.await(lock::hasQueuedThreads, () -> "the eviction does not want the lock");
                        eviction.close();
                    } finally {
                        lock.unlock();
                    }
                },
                member + "-worker");
        closer.setDaemon(true);
        closer.start();
        assertThat(CloseUnblocker.unblock(UUID.randomUUID().toString()))
                .as("another member")
                .isFalse();
        LogFixture.await(() -> CloseUnblocker.unblock(member), () -> "the deadlock was not found");
        closer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(closer.isAlive()).isFalse();
    }
}
