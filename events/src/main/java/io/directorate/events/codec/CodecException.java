package io.directorate.events.codec;

/**
 * A text or a tree that is not what it should be: names the place, the rule and the value given.
 *
 * <p>The message alone is a whole sentence without the path; faces put the path where they show places.
 */
public class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For {@link #offset}: not known, because a tree was read and not bytes. */
    public static final long NO_OFFSET = -1;

    private final String path;
    private final long offset;

    /**
     * Makes one for a place in a tree.
     *
     * @param path such as {@code services[2].servers[0].weight}; empty for the whole
     * @param message rule, allowed range and value given
     */
    public CodecException(String path, String message) {
        this(path, message, NO_OFFSET);
    }

    /**
     * Makes one for a place in bytes.
     *
     * @param path within the tree; empty for the whole
     * @param message what is wrong
     * @param offset of the byte where it was noticed, from 0; {@link #NO_OFFSET} if not known
     */
    public CodecException(String path, String message, long offset) {
        super(message);
        this.path = path;
        this.offset = offset;
    }

    /**
     * Returns the place within the tree.
     *
     * @return such as {@code services[2].servers[0].weight}; empty for the whole
     */
    public String path() {
        return path;
    }

    /**
     * Returns the place within the bytes.
     *
     * @return from 0, or {@link #NO_OFFSET}
     */
    public long offset() {
        return offset;
    }

    /**
     * Returns path and message as one line.
     *
     * @return such as {@code services[2].servers[0].weight: weight is -1, must be 0 to 2147483647}
     */
    public String describe() {
        String at = offset == NO_OFFSET ? "" : " (at byte " + offset + ")";
        return (path.isEmpty() ? "" : path + ": ") + getMessage() + at;
    }
}
