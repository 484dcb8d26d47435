package io.directorate.node.config;

/** A configuration file that cannot be used: says which file, which line and path, what is wrong and what is allowed. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message whole, ready to be shown
     */
    public ConfigException(String message) {
        super(message);
    }
}
