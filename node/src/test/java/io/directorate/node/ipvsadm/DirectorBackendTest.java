package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import io.directorate.node.client.FakeUnixServer;
import io.directorate.node.client.UnixHttpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorBackendTest {
    private static final String DONE = answer(200, "application/json", "{\"sequence\":7,\"events\":1}");

    @TempDir
    Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final AtomicInteger ids = new AtomicInteger();

    private static String answer(int status, String type, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String problem(int status, String rule) {
        return answer(
                status,
                "application/problem+json",
                "{\"title\":\"refused\",\"status\":" + status
                        + ",\"extra\":{\"rule\":\"x\"},\"detail\":\"because\",\"rule\":\"" + rule + "\"}");
    }

    private FakeUnixServer director(Function<String, String> answers) throws IOException {
        return new FakeUnixServer(folder.resolve("s"), answers);
    }

    private DirectorBackend backend() {
        return new DirectorBackend(
                new UnixHttpClient(folder.resolve("s"), Duration.ofSeconds(20)),
                () -> new DirectBackend(kernel),
                () -> new ConnectionTimeouts(900, 120, 300),
                () -> "id-" + ids.incrementAndGet());
    }

    private static DataplaneChange add(String key) {
        return new DataplaneChange.AddService(VirtualService.of(ServiceKey.parse(key), Scheduler.WLC));
    }

    @Test
    void sendsOneChangeAsACommandWithAnIdAndAReason() throws Exception {
        try (FakeUnixServer director = director(request -> DONE)) {
            assertThat(backend().apply(List.of(add("tcp:192.0.2.1:80")))).isEmpty();

            assertThat(director.requests()).hasSize(1);
            assertThat(director.requests().get(0))
                    .startsWith("POST /api/v1/commands HTTP/1.1\r\n")
                    .contains("{\"commandId\":\"id-1\",\"reason\":\"ipvsadm\",\"command\":{")
                    .contains("\"add-service\"")
                    .contains("tcp:192.0.2.1:80");
        }
    }

    @Test
    void sendsManyChangesAsOneCommand() throws Exception {
        try (FakeUnixServer director = director(request -> DONE)) {
            assertThat(backend()
                            .apply(List.of(
                                    new DataplaneChange.Flush(),
                                    add("tcp:192.0.2.1:80"),
                                    new DataplaneChange.ZeroCounters(Optional.empty()))))
                    .isEmpty();

            assertThat(director.requests()).hasSize(1);
            assertThat(director.requests().get(0)).contains("\"sequence\"");
        }
    }

    @Test
    void triesChangesAloneWhereTheyAreRefusedTogether() throws Exception {
        Function<String, String> answers =
                request -> request.contains("192.0.2.2:80") ? problem(409, "service-exists") : DONE;
        try (FakeUnixServer director = director(answers)) {
            assertThat(backend()
                            .apply(List.of(add("tcp:192.0.2.1:80"), add("tcp:192.0.2.2:80"), add("tcp:192.0.2.3:80"))))
                    .containsExactly(new IpvsadmBackend.Refusal(1, "Service already exists"));
            assertThat(director.requests()).hasSize(4);
        }
    }

    @Test
    void saysRulesThatTheOriginalHasNoTextFor() throws Exception {
        try (FakeUnixServer director = director(request -> problem(409, "owned-by-another"))) {
            assertThat(backend().apply(List.of(add("tcp:192.0.2.1:80"))))
                    .containsExactly(new IpvsadmBackend.Refusal(0, "refused: because"));
            assertThat(director.requests()).hasSize(1);
        }
    }

    @Test
    void saysWhatIsNoProblemDocument() throws Exception {
        try (FakeUnixServer director = director(request -> answer(500, "text/plain", "oops"))) {
            assertThat(backend().apply(List.of(add("tcp:192.0.2.1:80"))))
                    .containsExactly(new IpvsadmBackend.Refusal(0, "The director refused with HTTP status 500: oops"));
            assertThat(director.requests()).hasSize(1);
        }
    }

    @Test
    void fillsInTimesThatAreLeftAsTheyAre() throws Exception {
        try (FakeUnixServer director = director(request -> DONE)) {
            backend().apply(List.of(new DataplaneChange.SetTimeouts(new ConnectionTimeouts(10, 0, 30))));

            assertThat(director.requests().get(0))
                    .contains("120")
                    .contains("10")
                    .contains("30");
        }
    }

    @Test
    void sendsDaemonsToTheKernelInTheirPlace() throws Exception {
        kernel.refused.put("stop the", "ESRCH");
        try (FakeUnixServer director = director(request -> DONE)) {
            assertThat(backend()
                            .apply(List.of(
                                    add("tcp:192.0.2.1:80"),
                                    new DataplaneChange.StopDaemon(SyncDaemon.State.MASTER),
                                    add("tcp:192.0.2.2:80"))))
                    .containsExactly(new IpvsadmBackend.Refusal(1, "No daemon is running"));
            assertThat(director.requests()).hasSize(2);
            assertThat(kernel.batches).containsExactly(List.of("stop the master synchronisation daemon"));
        }
    }

    @Test
    void saysThatTheOutcomeIsNotKnownWhenTheDirectorDies() throws Exception {
        try (FakeUnixServer director = director(request -> "")) {
            assertThatThrownBy(() -> backend().apply(List.of(add("tcp:192.0.2.1:80"))))
                    .isInstanceOf(CallFailure.class)
                    .hasMessageContaining("whether the change was made is not known");
            assertThat(director.requests()).hasSize(1);
        }
    }
}
