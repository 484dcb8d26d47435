package io.directorate.consensus.store;

import java.io.IOException;
import java.nio.file.Path;

/** The store is damaged in a way that must not be mended without an operator. Nothing was changed. */
public class LogDamagedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final long offset;
    private final String found;
    private final String mendCommand;

    /**
     * Makes the exception.
     *
     * @param file the damaged or missing file or directory
     * @param offset where in the file the damage begins, in bytes
     * @param found what is wrong there
     * @param mendCommand what the operator types to mend it
     */
    public LogDamagedException(Path file, long offset, String found, String mendCommand) {
        super("service log: " + file + " is damaged at offset " + offset + ": " + found
                + ". Nothing was changed; to go on, run: " + mendCommand);
        this.file = file;
        this.offset = offset;
        this.found = found;
        this.mendCommand = mendCommand;
    }

    /**
     * Where the damage is.
     *
     * @return path of the damaged or missing file or directory
     */
    public Path file() {
        return file;
    }

    /**
     * Where in the file the damage begins.
     *
     * @return offset in bytes
     */
    public long offset() {
        return offset;
    }

    /**
     * What is wrong.
     *
     * @return a phrase
     */
    public String found() {
        return found;
    }

    /**
     * What mends it.
     *
     * @return a command line
     */
    public String mendCommand() {
        return mendCommand;
    }
}
