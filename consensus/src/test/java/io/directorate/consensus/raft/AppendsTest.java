package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.ServiceLogConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendsTest {
    private final ServiceLogConfig config = ServiceLogConfig.alone(Path.of("/none"))
            .with(new ServiceLogConfig.Limits(3, 100, 10, 64 << 10, 10, 0))
            .with(new ServiceLogConfig.Timing(
                    Duration.ofMillis(10),
                    Duration.ofMillis(20),
                    Duration.ofMillis(100),
                    Duration.ofMillis(10),
                    Duration.ofMillis(10)));
    private final Appends appends = new Appends(config);

    @AfterEach
    void close() {
        appends.close();
    }

    private static Throwable failure(Appends.Append append) {
        try {
            throw new AssertionError("succeeded at " + append.result().get(30, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return java.util.Objects.requireNonNull(failed.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static LogProblem.Kind kind(Throwable failure) {
        assertThat(failure).isInstanceOf(LogUnavailableException.class);
        return ((LogUnavailableException) failure).problem().kind();
    }

    @Test
    void boundsNumberAndSizeAndGivesRoomBackOnRelease() {
        Appends.Append first = appends.admit(new byte[100]);
        appends.admit(new byte[0]);
        appends.admit(new byte[1]);
        assertThatThrownBy(() -> appends.admit(new byte[1]))
                .satisfies(refusal -> assertThat(kind(refusal)).isEqualTo(LogProblem.Kind.OVERLOADED));
        first.release();
        first.release();
        appends.admit(new byte[1]).release();
        assertThatThrownBy(() -> appends.admit(new byte[101]))
                .hasMessageContaining("101 bytes, and at most 100")
                .satisfies(refusal -> assertThat(kind(refusal)).isEqualTo(LogProblem.Kind.TOO_LARGE));
    }

    @Test
    void anEntryThatNeverLeftTheQueueIsCertainlyNotWritten() {
        Appends.Append append = appends.admit(new byte[1]);
        assertThat(kind(failure(append))).isEqualTo(LogProblem.Kind.OVERLOADED);
        assertThat(append.take()).isFalse();
    }

    @Test
    void anEntryThatWasSentAndNotAnsweredIsIndeterminate() {
        Appends.Append append = appends.admit(new byte[1]);
        assertThat(append.take()).isTrue();
        assertThat(failure(append))
                .isInstanceOf(IndeterminateAppendException.class)
                .hasMessageContaining("after 100 ms");
    }

    @Test
    void theFirstAnswerCounts() throws Exception {
        Appends.Append append = appends.admit(new byte[1]);
        append.succeed(new LogPosition(1, 2));
        append.fail(new LogUnavailableException(Outcomes.closed()));
        assertThat(append.result().get(30, TimeUnit.SECONDS)).isEqualTo(new LogPosition(1, 2));
    }

    @Test
    void whenTheStoreGoesAwayOnlyEntriesThatHaveAPlaceAreInDoubt() {
        Appends.Append placed = appends.admit(new byte[1]);
        Appends.Append sent = appends.admit(new byte[1]);
        assertThat(placed.take() && sent.take()).isTrue();
        appends.handedOver(placed.callId());
        LogProblem full = new LogProblem(LogProblem.Kind.NO_SPACE, "full", true);
        appends.abandon(full, new java.io.IOException("No space left on device"));
        assertThat(failure(placed)).isInstanceOf(IndeterminateAppendException.class);
        assertThat(kind(failure(sent))).isEqualTo(LogProblem.Kind.NO_SPACE);
    }
}
