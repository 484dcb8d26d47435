package io.directorate.node.cluster;

import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where other directors may be, and what they say when asked from outside. Blocks; for a thread that may. */
final class Seeds {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** Any order will do, if it is the same each time. */
    static final Comparator<LogEndpoint> ORDER = Comparator.comparing(LogEndpoint::toString);

    private final LogCalls calls;
    private final LogEndpoint self;
    private final List<LogEndpoint> configured;

    /** What looking for a cluster came to. */
    record Found(Optional<UUID> group, Set<UUID> others, Map<LogEndpoint, String> silent) {
        String describe() {
            if (silent.isEmpty()) {
                return "those asked are in no cluster yet";
            }
            List<String> lines = new ArrayList<>();
            silent.forEach((where, why) -> lines.add(where + " (" + why + ")"));
            return "no answer from " + String.join(", ", lines);
        }
    }

    Seeds(LogCalls calls, LogEndpoint self, List<LogEndpoint> configured) {
        this.calls = calls;
        this.self = self;
        this.configured = configured;
    }

    /** All but this one: those known from earlier first. */
    List<LogEndpoint> others(List<LogEndpoint> known) {
        Set<LogEndpoint> all = new LinkedHashSet<>(known);
        all.addAll(configured);
        all.remove(self);
        return List.copyOf(all);
    }

    /** Asks everybody at once which group they are in. */
    Found look() throws InterruptedException {
        Map<LogEndpoint, CompletableFuture<List<UUID>>> asked = new LinkedHashMap<>();
        for (LogEndpoint seed : others(List.of())) {
            asked.put(seed, calls.groups(seed, LOOK).toCompletableFuture());
        }
        Set<UUID> groups = new LinkedHashSet<>();
        Map<LogEndpoint, String> silent = new LinkedHashMap<>();
        for (Map.Entry<LogEndpoint, CompletableFuture<List<UUID>>> one : asked.entrySet()) {
            try {
                groups.addAll(one.getValue().get(LOOK.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                silent.put(one.getKey(), String.valueOf(reason(e)));
            } catch (TimeoutException e) {
                silent.put(one.getKey(), "no answer for " + LOOK.toSeconds() + " s");
            }
        }
        return new Found(groups.size() == 1 ? groups.stream().findFirst() : Optional.empty(), groups, silent);
    }

    /** Asks one of them, or whom it names as the leader, until one does it; the last failure in words otherwise. */
    Optional<String> askLeader(List<LogEndpoint> known, UUID group, Question question, Duration timeout)
            throws InterruptedException {
        List<LogEndpoint> left = new ArrayList<>(others(known));
        Set<LogEndpoint> tried = new LinkedHashSet<>();
        String last = "nobody to ask: name other directors under cluster.seeds";
        while (!left.isEmpty()) {
            LogEndpoint where = left.remove(0);
            if (!tried.add(where)) {
                continue;
            }
            try {
                byte[] answer = calls.ask(where, group, MemberCodec.encode(question), timeout)
                        .toCompletableFuture()
                        .get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
                Answer said = MemberCodec.answer(answer);
                if (said instanceof Answer.Done) {
                    return Optional.empty();
                }
                if (said instanceof Answer.NotLeader other) {
                    last = where + " does not lead"
                            + other.leader().map(l -> ", but " + l).orElse(", and knows no leader");
                    other.leader().ifPresent(leader -> left.add(0, leader));
                } else if (said instanceof Answer.Failed failed) {
                    last = where + ": " + failed.detail();
                    if (failed.rule().equals(MemberService.BEHIND)) {
                        // So says the leader; the others would only name it again.
                        return Optional.of(last);
                    }
                }
            } catch (ExecutionException e) {
                last = where + ": " + reason(e);
            } catch (TimeoutException e) {
                last = where + ": no answer for " + timeout.toSeconds() + " s";
            } catch (IllegalArgumentException e) {
                last = where + ": " + e.getMessage();
            }
        }
        return Optional.of(last);
    }

    /** How many events a director has; empty if it does not say. */
    OptionalLong sequence(LogEndpoint where, UUID group) throws InterruptedException {
        try {
            byte[] answer = calls.ask(where, group, MemberCodec.encode(new Question.Status()), LOOK)
                    .toCompletableFuture()
                    .get(LOOK.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
            return MemberCodec.answer(answer) instanceof Answer.State state
                    ? OptionalLong.of(
                            state.director().path("image").path("sequence").asLong())
                    : OptionalLong.empty();
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
