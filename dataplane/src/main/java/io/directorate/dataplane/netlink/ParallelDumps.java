package io.directorate.dataplane.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads many small tables at once, each by a dump on a lane of its own. One thread at a time.
 *
 * <p>An error of one dump fails the whole; dumps that were begun meanwhile are read to their end before their lane is used again.
 */
public final class ParallelDumps implements AutoCloseable {
    private final NetlinkLanes lanes;
    private final List<NetlinkConnection> connections = new ArrayList<>();

    /**
     * Dumps on lanes.
     *
     * @param lanes closed with this
     * @param timeout the longest wait for a reply, more than zero
     * @param trace is shown every message
     */
    public ParallelDumps(NetlinkLanes lanes, Duration timeout, NetlinkTrace trace) {
        this.lanes = lanes;
        for (int i = 0; i < lanes.count(); i++) {
            connections.add(new NetlinkConnection(lanes.lane(i), timeout, trace));
        }
    }

    /**
     * Reads a table for each request.
     *
     * @param messages the GET requests; the DUMP flag is added
     * @param decoders reads the entries of the table of each request, by its index
     * @return what the decoders made of the entries, a list for each request, in the order of the requests
     * @throws NetlinkException as {@link NetlinkConnection#dump} does
     */
    public <T> List<List<T>> dump(List<Message> messages, IntFunction<Function<ReceivedMessage, T>> decoders) {
        List<List<T>> tables = new ArrayList<>(messages.size());
        for (int from = 0; from < messages.size(); from += connections.size()) {
            int count = Math.min(connections.size(), messages.size() - from);
            for (int i = 0; i < count; i++) {
                connections.get(i).startDump(messages.get(from + i));
            }
            lanes.launch();
            for (int i = 0; i < count; i++) {
                tables.add(finish(connections.get(i), messages.get(from + i), decoders.apply(from + i)));
            }
        }
        return tables;
    }

    private static <T> List<T> finish(
            NetlinkConnection connection, Message message, Function<ReceivedMessage, T> decoder) {
        Optional<List<T>> entries = connection.finishDump(message.operation(), decoder);
        return entries.isPresent() ? entries.get() : connection.dump(message, decoder);
    }

    @Override
    public void close() {
        lanes.close();
    }
}
