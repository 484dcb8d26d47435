package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Asks the other directors how they are. Any thread may call; nothing blocks. */
public final class Directors {
    private static final Duration ASK = Duration.ofMillis(1_500);

    private final LogCalls calls;
    private final Supplier<Optional<ServiceLog>> log;
    private final Followers followers;
    /** The last names of members, for when they do not answer; as many as members. */
    private final Map<UUID, String> names = new ConcurrentHashMap<>();

    /**
     * Makes it.
     *
     * @param calls to the others
     * @param log whose members are asked
     * @param followers those who are no members, as they were when last heard
     */
    public Directors(LogCalls calls, Supplier<Optional<ServiceLog>> log, Followers followers) {
        this.calls = calls;
        this.log = log;
        this.followers = followers;
    }

    /**
     * Asks all other members at once.
     *
     * @return completes within two seconds with one object a member, by address: what it said, or why it said nothing
     */
    public CompletionStage<List<ObjectNode>> others() {
        Optional<LogState> state =
                log.get().map(ServiceLog::state).filter(now -> now.groupId().isPresent());
        if (state.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<LogMember> members = state.get().members().stream()
                .filter(member -> !state.get().memberId().equals(Optional.of(member.memberId())))
                .sorted((a, b) -> Seeds.ORDER.compare(a.endpoint(), b.endpoint()))
                .toList();
        names.keySet().retainAll(members.stream().map(LogMember::memberId).toList());
        UUID group = state.get().groupId().orElseThrow();
        List<CompletableFuture<ObjectNode>> asked = new ArrayList<>();
        members.forEach(member -> asked.add(ask(member, group)));
        return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    List<ObjectNode> said = new ArrayList<>();
                    asked.forEach(one -> said.add(one.join()));
                    said.addAll(followers.states());
                    return List.copyOf(said);
                });
    }

    /**
     * Tells the name of a member that has said it since this process began.
     *
     * @param memberId of another member
     * @return its name
     */
    public Optional<String> name(UUID memberId) {
        return Optional.ofNullable(names.get(memberId));
    }

    private CompletableFuture<ObjectNode> ask(LogMember member, UUID group) {
        return calls.ask(member.endpoint(), group, MemberCodec.encode(new Question.Status()), ASK)
                .thenApply(bytes -> {
                    if (MemberCodec.answer(bytes) instanceof Answer.State said) {
                        names.put(
                                member.memberId(),
                                said.director().path("director").asText());
                        return said.director();
                    }
                    throw new IllegalArgumentException("its answer is not understood");
                })
                .exceptionally(failure -> silent(member, failure))
                .toCompletableFuture();
    }

    private ObjectNode silent(LogMember member, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("director", names.getOrDefault(member.memberId(), "?"));
        body.put("member", member.memberId().toString());
        body.put("endpoint", member.endpoint().toString());
        body.put("voter", member.voter());
        body.put("silent", String.valueOf(cause.getMessage()));
        return body;
    }
}
