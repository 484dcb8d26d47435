package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogEndpoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Directors that follow the feed without being members of the log, as this member has heard of them. Any thread may call. */
public final class Followers {
    /** Most of them. */
    public static final int MOST = 48;

    /** One that says nothing for so long is forgotten. */
    public static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(60);

    /** They speak several times a second. */
    private static final Duration LATELY = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Map<UUID, Heard> heard = new HashMap<>();

    private volatile Runnable changed = () -> {};

    private record Heard(Question.Follow said, long nanos) {}

    /**
     * Makes it.
     *
     * @param nanoTime the time, for forgetting
     */
    public Followers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Says whom to tell when somebody is there who was not.
     *
     * @param listener must not block
     */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** Remembers one; false if there are too many. */
    boolean heard(Question.Follow said) {
        List<LogEndpoint> before = endpoints();
        boolean taken = take(said);
        if (!endpoints().equals(before)) {
            changed.run();
        }
        return taken;
    }

    private synchronized boolean take(Question.Follow said) {
        heard.values().removeIf(known -> known.said.endpoint().equals(said.endpoint()));
        if (heard.size() >= MOST && !heard.containsKey(said.memberId())) {
            return false;
        }
        heard.put(said.memberId(), new Heard(said, nanoTime.getAsLong()));
        return true;
    }

    /**
     * Tells where they are.
     *
     * @return the addresses of their {@code cluster.listen}, in a fixed order
     */
    public synchronized List<LogEndpoint> endpoints() {
        forget();
        return heard.values().stream()
                .map(known -> known.said.endpoint())
                .sorted(Seeds.ORDER)
                .toList();
    }

    /** How they were when they last said so, with the time since. */
    synchronized List<ObjectNode> states() {
        forget();
        long now = nanoTime.getAsLong();
        return heard.values().stream()
                .sorted(Comparator.comparing(known -> known.said.endpoint(), Seeds.ORDER))
                .map(known -> known.said
                        .self()
                        .deepCopy()
                        .put("endpoint", known.said.endpoint().toString())
                        .put("voter", false)
                        .put(
                                "heardMillisAgo",
                                Duration.ofNanos(now - known.nanos).toMillis()))
                .toList();
    }

    /** What their builds support, as they said it; one that has said nothing lately is silent. */
    List<MemberLevel> levels() {
        return states().stream()
                .map(state -> state.path("heardMillisAgo").asLong() <= LATELY.toMillis()
                        ? state
                        : state.put("silent", "not heard lately"))
                .map(MemberLevel::of)
                .toList();
    }

    private void forget() {
        long now = nanoTime.getAsLong();
        heard.values().removeIf(known -> now - known.nanos > FORGOTTEN_AFTER.toNanos());
    }
}
