package io.directorate.node.client;

/** Takes the lines of an answer as they come. */
@FunctionalInterface
public interface LineConsumer {
    /**
     * Takes a line.
     *
     * @param line without its line end
     * @return whether to go on; false ends the stream
     */
    boolean accept(String line);
}
