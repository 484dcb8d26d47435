package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with the kernel over one netlink socket: requests with acknowledgement, dumps and batches.
 *
 * <p>Every call waits at most the connection's time-out for each datagram that brings it further, and gives a
 * {@link NetlinkTimeoutException} then; the connection stays usable, since late replies are known by their sequence number,
 * dropped and counted. Decoders are run while the exchange is going on and must not use the connection. One thread at a
 * time; the caller sees to that.
 */
public final class NetlinkConnection implements AutoCloseable {
    /** The most bytes of one send, well under the usual socket buffer of 208 KB (net.core.wmem_default). */
    public static final int MAX_SEND_BYTES = 64 * 1024;
    /** The most messages of one send: more gains nothing, and each error among them needs receive buffer. */
    public static final int MAX_MESSAGES_PER_SEND = 250;
    /** How often a dump is tried whose table changes meanwhile. */
    public static final int MAX_DUMP_ATTEMPTS = 8;
    /** How long the next piece of a given-up dump is waited for: the kernel makes it while the one before is received. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(20);
    /** How many foreign messages are dropped in one exchange before it is given up. */
    static final int MAX_STALE_PER_EXCHANGE = 100_000;

    private final NetlinkTransport transport;
    private final Duration timeout;
    private final NetlinkTrace trace;
    private final ByteBuffer sendBuffer =
            ByteBuffer.allocateDirect(MAX_SEND_BYTES).order(ByteOrder.nativeOrder());
    private int sequence;
    private int abandonedDump;
    private boolean busy;
    private long droppedReplies;

    /** What an exchange does with each message that answers it. */
    private interface Step {
        /** Takes a message; returns true when the exchange is complete. */
        boolean take(ReceivedMessage message);
    }

    /**
     * A connection without trace.
     *
     * @param transport the socket, closed with the connection
     * @param timeout the longest wait for a reply, more than zero
     */
    public NetlinkConnection(NetlinkTransport transport, Duration timeout) {
        this(transport, timeout, NetlinkTrace.OFF);
    }

    /**
     * A connection.
     *
     * @param transport the socket, closed with the connection
     * @param timeout the longest wait for a reply, more than zero
     * @param trace is shown every message
     */
    public NetlinkConnection(NetlinkTransport transport, Duration timeout, NetlinkTrace trace) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the time-out must be more than zero, was " + timeout);
        }
        this.transport = transport;
        this.timeout = timeout;
        this.trace = trace;
    }

    /**
     * Sends a request and waits for its acknowledgement; replies with data are ignored.
     *
     * @throws NetlinkException if the kernel refused it, or it is not known whether it did
     */
    public void request(Message message) {
        request(message, reply -> reply);
    }

    /**
     * Sends a request and waits for its acknowledgement.
     *
     * @param decoder reads each reply that comes before the acknowledgement
     * @return what the decoder made of them, mostly one
     * @throws NetlinkException if the kernel refused the request, a reply was malformed, or the outcome is unknown
     */
    public <T> List<T> request(Message message, Function<ReceivedMessage, T> decoder) {
        begin(message.operation());
        try {
            int ours = nextSequence();
            sendOne(message, MessageFlags.ACK, ours);
            Collector<T> collector = new Collector<>(message.operation(), decoder);
            exchange(message.operation(), ours, 1, reply -> collector.takeOfRequest(reply));
            return collector.result();
        } finally {
            busy = false;
        }
    }

    /**
     * Reads a table, again from the start when it changed meanwhile.
     *
     * @param message the GET request; the DUMP flag is added
     * @param decoder reads each entry; called again for entries of a repeated dump
     * @return what the decoder made of the entries, in the kernel's order; empty for an empty table
     * @throws DumpInterruptedException if the table changed during each of {@link #MAX_DUMP_ATTEMPTS} attempts
     * @throws NetlinkException if the kernel refused the request or a reply was malformed
     */
    public <T> List<T> dump(Message message, Function<ReceivedMessage, T> decoder) {
        for (int attempt = 0; attempt < MAX_DUMP_ATTEMPTS; attempt++) {
            startDump(message);
            Optional<List<T>> entries = finishDump(message.operation(), decoder);
            if (entries.isPresent()) {
                return entries.get();
            }
        }
        throw new DumpInterruptedException(message.operation(), sequence, MAX_DUMP_ATTEMPTS);
    }

    /** Asks for a table; {@link #finishDump} reads it. */
    void startDump(Message message) {
        begin(message.operation());
        try {
            drainAbandonedDump();
            int ours = nextSequence();
            sendOne(message, MessageFlags.DUMP, ours);
            abandonedDump = ours;
        } finally {
            busy = false;
        }
    }

    /** Reads the table that was asked for; empty if it changed meanwhile. */
    <T> Optional<List<T>> finishDump(String operation, Function<ReceivedMessage, T> decoder) {
        begin(operation);
        try {
            Collector<T> collector = new Collector<>(operation, decoder);
            exchange(operation, abandonedDump, 1, reply -> collector.takeOfDump(reply));
            abandonedDump = 0;
            return collector.interrupted() ? Optional.empty() : Optional.of(collector.result());
        } finally {
            busy = false;
        }
    }

    /**
     * Sends many requests in few sends, in order, with an acknowledgement only for the last of each send. An error of one
     * does not stop the following ones. Not atomic: traffic can see a part of the batch.
     *
     * @param messages the requests, none of them a dump
     * @return the refused ones by rising index; empty if all were carried out
     * @throws NetlinkException if the outcome of some is not known; those sent before were carried out or refused
     */
    public List<BatchFailure> batch(List<Message> messages) {
        begin("batch");
        try {
            List<BatchFailure> failures = new ArrayList<>();
            int next = 0;
            while (next < messages.size()) {
                next = sendPart(messages, next, failures);
            }
            return failures;
        } finally {
            busy = false;
        }
    }

    /** How many replies were dropped because they answered no request in progress. */
    public long droppedReplies() {
        return droppedReplies;
    }

    /** The socket under this connection. */
    public NetlinkTransport transport() {
        return transport;
    }

    @Override
    public void close() {
        transport.close();
    }

    private int sendPart(List<Message> messages, int from, List<BatchFailure> failures) {
        sendBuffer.clear();
        int end = from;
        while (end < messages.size()
                && end - from < MAX_MESSAGES_PER_SEND
                && messages.get(end).alignedLength() <= sendBuffer.remaining()) {
            Message message = messages.get(end);
            int ours = nextSequence();
            end++;
            boolean last = end == messages.size()
                    || end - from == MAX_MESSAGES_PER_SEND
                    || messages.get(end).alignedLength() > sendBuffer.remaining() - message.alignedLength();
            message.writeTo(sendBuffer, last ? MessageFlags.ACK : 0, ours, transport.portId());
        }
        int count = end - from;
        int firstSequence = sequence - count + 1;
        String operation = "batch, messages " + from + " to " + (end - 1) + " of " + messages.size();
        send();
        exchange(operation, firstSequence, count, reply -> {
            if (reply.type() != MessageTypes.ERROR) {
                return false;
            }
            int index = from + (reply.sequence() - firstSequence);
            NetlinkException error = ErrorMessage.ofError(messages.get(index).operation(), reply);
            if (error != null) {
                failures.add(new BatchFailure(index, error));
            }
            return reply.sequence() == firstSequence + count - 1;
        });
        return end;
    }

    private void begin(String operation) {
        if (busy) {
            throw new IllegalStateException(operation + ": the connection is in use, a decoder must not use it");
        }
        busy = true;
    }

    /** Sequence numbers of a batch are consecutive also where they wrap, 0 is as good as any for the kernel. */
    private int nextSequence() {
        return ++sequence;
    }

    private void sendOne(Message message, int extraFlags, int ours) {
        sendBuffer.clear();
        message.writeTo(sendBuffer, extraFlags, ours, transport.portId());
        send();
    }

    private void send() {
        sendBuffer.flip();
        trace.sent(sendBuffer);
        transport.send(sendBuffer);
    }

    /** Receives until the step says it is complete; only messages with one of our sequence numbers reach it. */
    private void exchange(String operation, int firstSequence, int count, Step step) {
        int stale = 0;
        boolean complete = false;
        while (!complete) {
            ByteBuffer datagram = receive(operation, firstSequence);
            trace.received(datagram);
            MessageReader reader = new MessageReader(datagram);
            for (ReceivedMessage message = reader.next(); message != null; message = reader.next()) {
                if (complete || !isOurs(message, firstSequence, count)) {
                    droppedReplies++;
                    stale++;
                } else if (message.type() == MessageTypes.OVERRUN) {
                    throw new ReceiveOverrunException(operation, firstSequence);
                } else if (message.type() != MessageTypes.NOOP) {
                    complete = step.take(message);
                }
            }
            if (!complete && stale > MAX_STALE_PER_EXCHANGE) {
                throw new NetlinkTimeoutException(operation, firstSequence, timeout);
            }
        }
    }

    private ByteBuffer receive(String operation, int firstSequence) {
        try {
            return transport.receive(timeout);
        } catch (NetlinkTimeoutException e) {
            throw withCause(new NetlinkTimeoutException(operation, firstSequence, timeout), e);
        } catch (ReceiveOverrunException e) {
            throw withCause(new ReceiveOverrunException(operation, firstSequence), e);
        }
    }

    private static NetlinkException withCause(NetlinkException error, NetlinkException cause) {
        error.initCause(cause);
        return error;
    }

    private boolean isOurs(ReceivedMessage message, int firstSequence, int count) {
        int distance = message.sequence() - firstSequence;
        return distance >= 0 && distance < count && message.portId() == transport.portId();
    }

    /**
     * Reads the rest of a dump that was given up, since the kernel refuses a second one on the socket (EBUSY) before the
     * first is read to its end. Its messages are not ours any more; the end is told by NLMSG_DONE or an error, or by silence.
     */
    private void drainAbandonedDump() {
        int abandoned = abandonedDump;
        if (abandoned == 0) {
            return;
        }
        abandonedDump = 0;
        try {
            for (int i = 0; i < MAX_STALE_PER_EXCHANGE; i++) {
                if (endsDump(transport.receive(DRAIN_TIMEOUT), abandoned)) {
                    return;
                }
            }
        } catch (NetlinkTimeoutException | ReceiveOverrunException e) {
            droppedReplies++;
        }
    }

    private boolean endsDump(ByteBuffer datagram, int abandoned) {
        try {
            MessageReader reader = new MessageReader(datagram);
            for (ReceivedMessage message = reader.next(); message != null; message = reader.next()) {
                droppedReplies++;
                boolean end = message.type() == MessageTypes.DONE || message.type() == MessageTypes.ERROR;
                if (end && message.sequence() == abandoned) {
                    return true;
                }
            }
        } catch (MalformedMessageException e) {
            droppedReplies++;
        }
        return false;
    }

    /** Gathers what the decoder makes of replies, and goes on to the end of the exchange after a decoder's error. */
    private static final class Collector<T> {
        private final String operation;
        private final Function<ReceivedMessage, T> decoder;
        private final List<T> decoded = new ArrayList<>();
        private @Nullable RuntimeException failure;
        private boolean interrupted;

        Collector(String operation, Function<ReceivedMessage, T> decoder) {
            this.operation = operation;
            this.decoder = decoder;
        }

        boolean takeOfRequest(ReceivedMessage message) {
            if (message.type() == MessageTypes.ERROR) {
                keep(ErrorMessage.ofError(operation, message));
                return true;
            }
            decode(message);
            return false;
        }

        boolean takeOfDump(ReceivedMessage message) {
            interrupted |= (message.flags() & MessageFlags.DUMP_INTERRUPTED) != 0;
            if (message.type() == MessageTypes.ERROR) {
                keep(ErrorMessage.ofError(operation, message));
                return failure != null;
            }
            if (message.type() == MessageTypes.DONE) {
                keep(ErrorMessage.ofDone(operation, message));
                return true;
            }
            decode(message);
            return false;
        }

        private void decode(ReceivedMessage message) {
            if (message.type() < MessageTypes.FIRST_PROTOCOL_TYPE || failure != null) {
                return;
            }
            try {
                decoded.add(decoder.apply(message));
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        private void keep(@Nullable RuntimeException error) {
            if (failure == null) {
                failure = error;
            }
        }

        boolean interrupted() {
            return interrupted && failure == null;
        }

        List<T> result() {
            if (failure != null) {
                throw failure;
            }
            return decoded;
        }
    }
}
