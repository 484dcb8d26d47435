package io.directorate.node.client;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer.
 *
 * @param status 200 to 599
 * @param headers name in lower case to value; of several the last
 * @param body of at most {@link UnixHttpClient#MAX_BODY_BYTES}; not copied, not to be written to
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {
    /** Copies the headers. */
    public HttpResponse {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
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
     * Returns the body as text.
     *
     * @return the body, read as UTF-8
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Tells whether the request was carried out.
     *
     * @return true for a status from 200 to 299
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
