package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpaceGuardTest {
    private final AtomicLong free = new AtomicLong();
    private final AtomicLong now = new AtomicLong();
    private final SpaceGuard guard = new SpaceGuard(Path.of("/data/raft"), 1 << 20, free::get);

    @Test
    void refusesWithPathAndFiguresWhenAnEntryWouldTouchTheReserve() {
        free.set((1 << 20) + 2000);
        assertThat(guard.refuse(1000)).isEmpty();
        LogProblem problem = guard.refuse(1001).orElseThrow();
        assertThat(problem.kind()).isEqualTo(LogProblem.Kind.NO_SPACE);
        assertThat(problem.message()).contains("/data/raft has 1026.0 KiB free and needs 1026.0 KiB");
        free.set(5);
        assertThat(guard.refuse(0).orElseThrow().message()).contains("has 5 bytes free");
        assertThat(guard.refuseOpening(4)).isEmpty();
        assertThat(guard.refuseOpening(6)).isPresent();
        free.set(-1);
        assertThat(guard.refuse(1000)).as("unknown").isEmpty();
    }

    @Test
    void knowsAFullDiskByItsMessageHoweverDeep() {
        IOException full = new IOException("No space left on device");
        assertThat(SpaceGuard.isNoSpace(new CompletionException(new IOException("x", full))))
                .isTrue();
        assertThat(SpaceGuard.isNoSpace(new IOException("Disk quota exceeded"))).isTrue();
        assertThat(SpaceGuard.isNoSpace(new IOException("Input/output error"))).isFalse();
        assertThat(SpaceGuard.isNoSpace(new IllegalStateException((String) null)))
                .isFalse();
    }

    @Test
    void keepsFailingSnapshotsApartAndSkipsThemWithoutRoom() {
        free.set(10 << 20);
        SnapshotPacer pacer = new SnapshotPacer(now::get, free::get, 1 << 20);
        assertThat(pacer.mayTry(1000)).isTrue();
        pacer.failed();
        assertThat(pacer.mayTry(1000)).isFalse();
        now.addAndGet(1_000_000_000L);
        assertThat(pacer.mayTry(1000)).isTrue();
        pacer.failed();
        now.addAndGet(1_999_999_999L);
        assertThat(pacer.mayTry(1000)).isFalse();
        now.addAndGet(1);
        assertThat(pacer.mayTry(10 << 20)).as("no room for a copy of that size").isFalse();
        now.addAndGet(60_000_000_000L);
        assertThat(pacer.mayTry(1000)).isTrue();
        pacer.succeeded();
        assertThat(pacer.mayTry(1000)).isTrue();
    }
}
