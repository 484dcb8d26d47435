package io.directorate.events.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * A text or a tree that is not what it should be: names the place, the rule and the value given.
 *
 * <p>The message alone is a whole sentence without the path; faces put the path where they show places.
 */
public class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For {@link #offset}: not known, because a tree was read and not bytes. */
    public static final long NO_OFFSET = -1;

    /** The most problems that one exception carries. */
    public static final int MAX_PROBLEMS = 20;

    private final String path;
    private final String message;
    private final long offset;
    private final transient List<CodecException> others;

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
        this(path, message, offset, List.of());
    }

    private CodecException(String path, String message, long offset, List<CodecException> others) {
        super(message);
        this.path = path;
        this.message = message;
        this.offset = offset;
        this.others = List.copyOf(others);
    }

    CodecException with(List<CodecException> more) {
        return new CodecException(path, message, offset, more);
    }

    CodecException under(String outer) {
        boolean index = path.startsWith("[");
        String joined = outer.isEmpty() || path.isEmpty() || index ? outer + path : outer + "." + path;
        return new CodecException(joined, message, offset, others);
    }

    @Override
    public final String getMessage() {
        return message;
    }

    /**
     * Returns everything that was found wrong, this first.
     *
     * @return at least one, at most {@link #MAX_PROBLEMS}
     */
    public List<CodecException> problems() {
        List<CodecException> all = new ArrayList<>();
        all.add(this);
        all.addAll(others);
        return all;
    }

    /**
     * Returns the place within the tree.
     *
     * @return such as {@code services[2].servers[0].weight}; empty for the whole
     */
    public final String path() {
        return path;
    }

    /**
     * Returns the place within the bytes.
     *
     * @return from 0, or {@link #NO_OFFSET}
     */
    public final long offset() {
        return offset;
    }

    /**
     * Returns path and message as one line.
     *
     * @return such as {@code services[2].servers[0].weight: weight is -1, must be 0 to 2147483647}
     */
    public final String describe() {
        String at = offset == NO_OFFSET ? "" : " (at byte " + offset + ")";
        return (path.isEmpty() ? "" : path + ": ") + message + at;
    }
}
