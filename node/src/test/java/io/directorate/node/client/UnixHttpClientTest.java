package io.directorate.node.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixHttpClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir
    Path folder;

    private Path socket() {
        return folder.resolve("s.sock");
    }

    private UnixHttpClient client() {
        return new UnixHttpClient(socket(), TIMEOUT);
    }

    private FakeUnixServer server(String answer) throws IOException {
        return new FakeUnixServer(socket(), request -> answer);
    }

    @Test
    void sendsABodyAndReadsAnAnswerOfKnownLength() throws Exception {
        try (FakeUnixServer server =
                server("HTTP/1.1 201 Created\r\nX-A: b \r\nContent-Length: 5\r\n\r\nhällo ignored")) {
            HttpResponse response =
                    client().post("/api/v1/x?y=1", "application/json", "{\"ä\":1}".getBytes(StandardCharsets.UTF_8));

            assertThat(response.status()).isEqualTo(201);
            assertThat(response.isSuccess()).isTrue();
            assertThat(response.header("x-a")).contains("b");
            assertThat(response.text()).isEqualTo("häll");
            assertThat(server.requests().get(0))
                    .startsWith("POST /api/v1/x?y=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
                    .contains("Content-Type: application/json\r\nContent-Length: 8\r\n")
                    .endsWith("\r\n\r\n{\"ä\":1}");
        }
    }

    @Test
    void readsChunksAndSkipsWhatComesBeforeTheAnswer() throws Exception {
        String answer = "HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED
                + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
        try (FakeUnixServer server = server(answer)) {
            assertThat(client().get("/").text()).isEqualTo("abc0123456789");
            assertThat(server.requests().get(0)).doesNotContain("Content-Length");
        }
    }

    @Test
    void readsUntilTheEndWhereNoLengthIsGiven() throws Exception {
        try (FakeUnixServer server = server("HTTP/1.0 404 Not Found\n\nnothing here")) {
            HttpResponse response = client().get("/");

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.isSuccess()).isFalse();
            assertThat(response.text()).isEqualTo("nothing here");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void streamsLinesUntilTheConsumerHasEnough() throws Exception {
        String answer = CHUNKED + "4\r\nid: \r\n9\r\n1\r\n\n\ndata\r\n5\r\n: 2\nx\r\n0\r\n\r\n";
        List<String> lines = new ArrayList<>();
        try (FakeUnixServer server = server(answer)) {
            HttpResponse head = client().stream("/e", Map.of("Accept", "text/event-stream"), TIMEOUT, lines::add);

            assertThat(head.status()).isEqualTo(200);
            assertThat(lines).containsExactly("id: 1", "", "", "data: 2", "x");
            assertThat(server.requests().get(0)).contains("Accept: text/event-stream\r\n");

            lines.clear();
            client().stream("/e", Map.of(), TIMEOUT, line -> {
                lines.add(line);
                return lines.size() < 2;
            });
            assertThat(lines).containsExactly("id: 1", "");
        }
    }

    @Test
    void returnsTheBodyOfAStreamThatIsRefused() throws Exception {
        try (FakeUnixServer server = server("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nwait")) {
            HttpResponse response = client().stream("/e", Map.of(), TIMEOUT, line -> true);

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).isEqualTo("wait");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 999 No\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
            })
    void refusesWhatIsNoAnswer(String answer) throws Exception {
        try (FakeUnixServer server = server(answer)) {
            UnixHttpException failure = catchThrowableOfType(UnixHttpException.class, () -> client().get("/"));

            assertThat(failure.reason()).isEqualTo(UnixHttpException.Reason.BAD_ANSWER);
            assertThat(failure).hasMessageStartingWith("director at " + socket() + ": ");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n1234",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            })
    void tellsATornAnswerFromAWholeOne(String answer) throws Exception {
        try (FakeUnixServer server = server(answer)) {
            UnixHttpException failure = catchThrowableOfType(UnixHttpException.class, () -> client().get("/"));

            assertThat(failure.reason()).isEqualTo(UnixHttpException.Reason.BROKEN);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void refusesAHeadWithoutEnd() throws Exception {
        try (FakeUnixServer server =
                server("HTTP/1.1 200 OK\r\nX: " + "y".repeat(UnixHttpClient.MAX_HEAD_BYTES) + "\r\n\r\n")) {
            UnixHttpException failure = catchThrowableOfType(UnixHttpException.class, () -> client().get("/"));

            assertThat(failure.reason()).isEqualTo(UnixHttpException.Reason.BAD_ANSWER);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void waitsNoLongerThanItWasTold() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket()));
            UnixHttpClient client = new UnixHttpClient(socket(), Duration.ofMillis(50));

            UnixHttpException failure = catchThrowableOfType(UnixHttpException.class, () -> client.get("/"));

            assertThat(failure.reason()).isEqualTo(UnixHttpException.Reason.TIMEOUT);
            assertThat(failure).hasMessageContaining("no answer within 50 ms");
            assertThat(client.isAnyoneThere()).isTrue();
        }
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        UnixHttpException missing = catchThrowableOfType(UnixHttpException.class, () -> client().get("/"));
        assertThat(missing.reason()).isEqualTo(UnixHttpException.Reason.NOT_RUNNING);
        assertThat(missing).hasMessageContaining("there is no such socket");

        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket()))
                .close();
        assertThat(Files.exists(socket())).isTrue();
        UnixHttpException left = catchThrowableOfType(UnixHttpException.class, () -> client().get("/"));
        assertThat(left.reason()).isEqualTo(UnixHttpException.Reason.NOT_RUNNING);
        assertThat(left).hasMessageContaining("nobody listens there");
        assertThat(client().isAnyoneThere()).isFalse();
    }

    @Test
    void findsTheSocketOfItsOwnNetworkNamespace() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("net"), Path.of("net:[4026531840]"));

        assertThat(ControlSocket.path(Map.of(), link)).isEqualTo(Path.of("/run/directorate/netns-4026531840.sock"));
        assertThat(ControlSocket.path(Map.of(ControlSocket.DIRECTORY_VARIABLE, "/x"), link))
                .isEqualTo(Path.of("/x/netns-4026531840.sock"));

        Map<String, String> environment = Map.of(ControlSocket.DIRECTORY_VARIABLE, folder.toString());
        assertThat(ControlSocket.find(environment)).isEmpty();
        Files.createFile(ControlSocket.path(environment));
        assertThat(ControlSocket.find(environment)).isPresent();
    }
}
