package io.directorate.dataplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LateHashTest {
    @Test
    void isWorkedOutOnceAndOnlyWhenAskedFor() {
        AtomicInteger works = new AtomicInteger();
        LateHash hash = new LateHash(() -> "hash " + works.incrementAndGet());
        assertThat(works).hasValue(0);
        assertThat(hash.get()).isEqualTo("hash 1");
        assertThat(hash.get()).isEqualTo("hash 1");
    }

    @Test
    void isWorkedOutAgainAfterAFailure() {
        AtomicInteger works = new AtomicInteger();
        LateHash hash = new LateHash(() -> {
            if (works.incrementAndGet() == 1) {
                throw new IllegalStateException("not now");
            }
            return "there";
        });
        assertThatThrownBy(hash::get).hasMessage("not now");
        assertThat(hash.get()).isEqualTo("there");
    }
}
