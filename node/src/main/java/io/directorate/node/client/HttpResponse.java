package io.directorate.node.client;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An answer. Immutable. */
public final class HttpResponse {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * Makes one.
     *
     * @param status 100 to 599
     * @param headers name in lower case to value; of several the last
     * @param body empty for none
     */
    public HttpResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        this.body = body.clone();
    }

    /**
     * Returns the status.
     *
     * @return 200 to 599
     */
    public int status() {
        return status;
    }

    /**
     * Tells whether the request was carried out.
     *
     * @return true for a status from 200 to 299
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * Returns a header.
     *
     * @param name in lower case
     * @return its value; empty if it is not there
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Returns the body.
     *
     * @return a copy, at most {@link UnixHttpClient#MAX_BODY_BYTES} long
     */
    public byte[] body() {
        return body.clone();
    }

    /**
     * Returns the body as text.
     *
     * @return the body, read as UTF-8
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
