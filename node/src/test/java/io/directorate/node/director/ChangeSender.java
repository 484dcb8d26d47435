package io.directorate.node.director;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.client.UnixHttpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends changes of one service, one after another, each under an id of its own and again and again until it is acknowledged.
 *
 * <p>The changes are such that one that is lost, or applied twice, also makes a later one impossible: servers come and go in turns.
 */
final class ChangeSender implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SERVER_EVERY = 10;

    private final List<UnixHttpClient> clients;
    private final int number;
    private final int changes;
    private final AtomicLong retries;
    private volatile int allowed;
    private volatile boolean finished;
    private volatile boolean idle;
    private long paceNanos;
    private boolean rotating;
    private Consumer<Attempt> watch = attempt -> {};
    private int asked;
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

    /**
     * A change that the director said it has.
     *
     * @param commandId its id
     * @param sequence of its last event
     * @param events how many it made
     * @param repeated whether an earlier sending had been applied already, though nobody was told
     */
    record Acknowledged(String commandId, long sequence, long events, boolean repeated) {}

    /**
     * One sending of a change.
     *
     * @param commandId its id
     * @param director who was asked: the index of its client
     * @param beginNanos when it was sent
     * @param endNanos when there was an answer
     * @param status of the answer; 0 if there was none
     * @param answer its text, or why there was none
     */
    record Attempt(String commandId, int director, long beginNanos, long endNanos, int status, String answer) {}

    /**
     * Prepares a sender.
     *
     * @param number tells it from others, 1 to 250
     * @param changes how many it sends
     * @param retries counts what had to be sent again
     */
    ChangeSender(UnixHttpClient client, int number, int changes, AtomicLong retries) {
        this(List.of(client), number, changes, retries);
    }

    /**
     * Prepares a sender that goes to the next director when one does not take a change.
     *
     * @param clients of the directors; the first by number is asked first
     * @param number tells it from others, 1 to 250
     * @param changes how many it sends
     * @param retries counts what had to be sent again
     */
    ChangeSender(List<UnixHttpClient> clients, int number, int changes, AtomicLong retries) {
        this.clients = List.copyOf(clients);
        this.asked = number;
        this.allowed = changes;
        this.number = number;
        this.changes = changes;
        this.retries = retries;
    }

    /** Lets it send only so many changes for now, so that it does not run away from what a test does meanwhile. */
    void allow(int number) {
        allowed = number;
    }

    /**
     * Sets how it goes on after each change; before it runs.
     *
     * @param pace wait so long
     * @param everywhere then ask the next director, though the last one has answered
     */
    ChangeSender paced(Duration pace, boolean everywhere) {
        rotating = everywhere;
        paceNanos = pace.toNanos();
        return this;
    }

    /** Tells of each sending, on the sender's thread; before it runs. */
    ChangeSender watched(Consumer<Attempt> watcher) {
        watch = watcher;
        return this;
    }

    /** Whether it waits until it is allowed more. */
    boolean isIdle() {
        return idle;
    }

    /** Lets it end after the change that it is sending. */
    void finish() {
        finished = true;
    }

    /** What was acknowledged so far, in order. */
    Queue<Acknowledged> acknowledged() {
        return acknowledged;
    }

    String service() {
        return "tcp:192.0.2." + number + ":80";
    }

    /** The weight of the first server after all changes that it has sent. */
    int lastWeight() {
        int last = acknowledged.size() - 1;
        return last % SERVER_EVERY == 0 ? last - 1 : last;
    }

    @Override
    public void run() {
        for (int change = 0; change < changes && !ends(); change++) {
            while (change >= allowed && !ends()) {
                idle = true;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            idle = false;
            if (ends()) {
                return;
            }
            send("change-" + number + "-" + change, command(change));
            if (rotating) {
                asked++;
            }
            if (paceNanos > 0) {
                LockSupport.parkNanos(paceNanos);
            }
        }
    }

    private boolean ends() {
        return finished || Thread.currentThread().isInterrupted();
    }

    private ObjectNode command(int change) {
        if (change == 0) {
            ObjectNode sequence = DirectorFixture.MAPPER.createObjectNode().put("type", "sequence");
            var commands = sequence.putArray("commands");
            commands.addObject()
                    .put("type", "add-service")
                    .put("service", service())
                    .put("scheduler", "wrr");
            commands.add(
                    server("add-server", "10.0.0.1:80").put("method", "nat").put("weight", 1_000));
            return sequence;
        }
        if (change % SERVER_EVERY == 0) {
            boolean add = change / SERVER_EVERY % 2 == 1;
            return add
                    ? server("add-server", "10.0.0.2:80").put("method", "nat").put("weight", 1)
                    : server("delete-server", "10.0.0.2:80");
        }
        return server("set-weight", "10.0.0.1:80").put("weight", change);
    }

    private ObjectNode server(String type, String server) {
        return DirectorFixture.MAPPER
                .createObjectNode()
                .put("type", type)
                .put("service", service())
                .put("server", server);
    }

    private void send(String id, ObjectNode command) {
        byte[] body = DirectorFixture.MAPPER
                .createObjectNode()
                .<ObjectNode>set("command", command)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("Idempotency-Key", id, "Content-Type", "application/json");
        while (!Thread.currentThread().isInterrupted()) {
            int director = asked % clients.size();
            long begin = System.nanoTime();
            try {
                HttpResponse response =
                        clients.get(director).exchange("POST", "/api/v1/commands?wait=logged", headers, body);
                watch.accept(new Attempt(id, director, begin, System.nanoTime(), response.status(), response.text()));
                if (response.status() == 200) {
                    JsonNode answer = DirectorFixture.MAPPER.readTree(response.body());
                    acknowledged.add(new Acknowledged(
                            id,
                            answer.path("sequence").asLong(),
                            answer.path("events").asLong(),
                            answer.path("repeated").asBoolean()));
                    return;
                }
                if (response.status() != 503 && response.status() != 504) {
                    throw new AssertionError(id + ", " + command + ", is answered with " + response.status() + ": "
                            + new String(response.body(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // Nobody there, or died while answering: what became of the change is not known.
                watch.accept(new Attempt(id, director, begin, System.nanoTime(), 0, String.valueOf(e.getMessage())));
            }
            retries.incrementAndGet();
            asked++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
