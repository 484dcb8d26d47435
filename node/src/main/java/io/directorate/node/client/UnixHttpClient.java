package io.directorate.node.client;

import io.directorate.node.client.UnixHttpException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends requests to a director over its control socket (RFC 9112), each on a connection of its own.
 *
 * <p>Thread-safe: no state is shared between exchanges. An exchange ends when its thread is interrupted.
 */
public final class UnixHttpClient {
    /** The largest body that is taken; a table of 10,000 services is a tenth of it. */
    public static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

    /** The longest line of a stream. */
    public static final int MAX_LINE_BYTES = 8 * 1024 * 1024;

    /** The longest status line and headers together. */
    public static final int MAX_HEAD_BYTES = 64 * 1024;

    private final Path socket;
    private final Duration timeout;

    /**
     * Makes a client; nothing is opened yet.
     *
     * @param socket path of the control socket
     * @param timeout the longest time of an exchange, from connecting to the last byte of the answer; more than zero
     */
    public UnixHttpClient(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    /**
     * Tells whether somebody listens: a director that was killed leaves its socket behind.
     *
     * @return false if nobody does; true also where this user may not connect
     */
    public boolean isAnyoneThere() {
        try (UnixHttpConnection connection = UnixHttpConnection.open(socket, timeout)) {
            return true;
        } catch (UnixHttpException e) {
            return e.reason() != Reason.NOT_RUNNING;
        }
    }

    /**
     * Asks for something.
     *
     * @param path with its query, already encoded, such as {@code /api/v1/services}
     * @return the answer, whatever its status
     * @throws UnixHttpException if there is none
     */
    public HttpResponse get(String path) throws UnixHttpException {
        return exchange("GET", path, Map.of(), new byte[0]);
    }

    /**
     * Sends something.
     *
     * @param path with its query, already encoded
     * @param contentType such as {@code application/json}
     * @param body to send
     * @return the answer, whatever its status
     * @throws UnixHttpException if there is none
     */
    public HttpResponse post(String path, String contentType, byte[] body) throws UnixHttpException {
        return exchange("POST", path, Map.of("Content-Type", contentType), body);
    }

    /**
     * Sends a request of any kind.
     *
     * @param method such as {@code PUT}
     * @param path with its query, already encoded
     * @param headers besides those of the connection itself
     * @param body empty for none
     * @return the answer, whatever its status
     * @throws UnixHttpException if there is none
     */
    public HttpResponse exchange(String method, String path, Map<String, String> headers, byte[] body)
            throws UnixHttpException {
        try (UnixHttpConnection connection = UnixHttpConnection.open(socket, timeout)) {
            connection.write(request(method, path, headers, body));
            Head head = readHead(connection);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            if (hasBody(method, head.status)) {
                HttpBody reader = HttpBody.of(connection, head.headers);
                byte[] buffer = new byte[16 * 1024];
                for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                    content.write(buffer, 0, count);
                    if (content.size() > MAX_BODY_BYTES) {
                        throw connection.failure(
                                Reason.BAD_ANSWER, "the answer is longer than " + MAX_BODY_BYTES + " bytes");
                    }
                }
            }
            return new HttpResponse(head.status, head.headers, content.toByteArray());
        } catch (UnixHttpException e) {
            throw e;
        } catch (IOException e) {
            throw new UnixHttpException(Reason.BROKEN, "director at " + socket + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads an answer line by line as it comes, such as server-sent events or NDJSON, until the director ends it or the consumer has
     * enough. The client's time-out bounds the wait for the head of the answer only.
     *
     * @param path with its query, already encoded
     * @param headers such as {@code Accept} or {@code Last-Event-ID}
     * @param idle the longest wait for the next byte; a server that keeps the stream alive sends something more often
     * @param consumer called with each line, in this thread
     * @return the head of the answer; if its status is not a success the body is in it and no line was passed on
     * @throws UnixHttpException if the stream breaks or idles too long
     */
    public HttpResponse stream(String path, Map<String, String> headers, Duration idle, LineConsumer consumer)
            throws UnixHttpException {
        try (UnixHttpConnection connection = UnixHttpConnection.open(socket, timeout)) {
            connection.write(request("GET", path, headers, new byte[0]));
            Head head = readHead(connection);
            HttpBody body = HttpBody.of(connection, head.headers);
            if (head.status >= 300) {
                return new HttpResponse(head.status, head.headers, body.readAll(MAX_HEAD_BYTES));
            }
            connection.idleAtMost(idle);
            passLines(connection, body, consumer);
            return new HttpResponse(head.status, head.headers, new byte[0]);
        } catch (UnixHttpException e) {
            throw e;
        } catch (IOException e) {
            throw new UnixHttpException(Reason.BROKEN, "director at " + socket + ": " + e.getMessage(), e);
        }
    }

    /**
     * Fetches what may be larger than memory.
     *
     * @param path with query
     * @param idle longest silence between two parts of the answer
     * @param to gets the body of a good answer; not closed
     * @return status and headers; the body only of an answer that is not good
     * @throws UnixHttpException if there is no whole answer; a part may have been written
     */
    public HttpResponse download(String path, Duration idle, OutputStream to) throws UnixHttpException {
        try (UnixHttpConnection connection = UnixHttpConnection.open(socket, timeout)) {
            connection.write(request("GET", path, Map.of(), new byte[0]));
            Head head = readHead(connection);
            HttpBody body = HttpBody.of(connection, head.headers);
            if (head.status >= 300) {
                return new HttpResponse(head.status, head.headers, body.readAll(MAX_HEAD_BYTES));
            }
            connection.idleAtMost(idle);
            byte[] buffer = new byte[64 * 1024];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                to.write(buffer, 0, count);
            }
            return new HttpResponse(head.status, head.headers, new byte[0]);
        } catch (UnixHttpException e) {
            throw e;
        } catch (IOException e) {
            throw new UnixHttpException(Reason.BROKEN, "director at " + socket + ": " + e.getMessage(), e);
        }
    }

    private static void passLines(UnixHttpConnection connection, HttpBody body, LineConsumer consumer)
            throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] != '\n') {
                    line.write(buffer[i]);
                    continue;
                }
                if (!consumer.accept(text(line))) {
                    return;
                }
                line.reset();
            }
            if (line.size() > MAX_LINE_BYTES) {
                throw connection.failure(Reason.BAD_ANSWER, "a line is longer than " + MAX_LINE_BYTES + " bytes");
            }
        }
        if (line.size() > 0) {
            consumer.accept(text(line));
        }
    }

    private static String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static byte[] request(String method, String path, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(checked(path)).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            head.append(checked(header.getKey()))
                    .append(": ")
                    .append(checked(header.getValue()))
                    .append("\r\n");
        }
        if (body.length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[first.length + body.length];
        System.arraycopy(first, 0, request, 0, first.length);
        System.arraycopy(body, 0, request, first.length, body.length);
        return request;
    }

    private static String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                throw new IllegalArgumentException("a request line or header has a control character at " + i);
            }
        }
        return text;
    }

    private record Head(int status, Map<String, String> headers) {}

    private static Head readHead(UnixHttpConnection connection) throws IOException {
        while (true) {
            String statusLine = connection.readLine(MAX_HEAD_BYTES);
            int status = status(connection, statusLine);
            Map<String, String> headers = new TreeMap<>();
            int left = MAX_HEAD_BYTES - statusLine.length();
            for (String line = connection.readLine(left); !line.isEmpty(); line = connection.readLine(left)) {
                left -= line.length();
                int colon = line.indexOf(':');
                if (colon <= 0) {
                    throw connection.failure(Reason.BAD_ANSWER, "'" + line + "' is not a header");
                }
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            if (status >= 200) {
                return new Head(status, headers);
            }
        }
    }

    private static int status(UnixHttpConnection connection, String line) throws UnixHttpException {
        boolean wellFormed = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ';
        int status = 0;
        for (int i = 9; wellFormed && i < 12; i++) {
            int digit = line.charAt(i) - '0';
            wellFormed = digit >= 0 && digit <= 9;
            status = status * 10 + digit;
        }
        if (!wellFormed || status < 100 || status > 599) {
            throw connection.failure(Reason.BAD_ANSWER, "'" + line + "' is not the head of an HTTP answer");
        }
        return status;
    }

    private static boolean hasBody(String method, int status) {
        return !method.equals("HEAD") && status != 204 && status != 304;
    }
}
