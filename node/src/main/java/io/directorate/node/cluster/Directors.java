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
import java.util.OptionalInt;
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
    /** What members said last, for when they do not answer; as many as members. */
    private final Map<UUID, MemberLevel> heard = new ConcurrentHashMap<>();

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
     * Asks all other members at once which feature level they support, and adds what those said who follow the feed.
     *
     * @return completes within two seconds with one element a director; exceptionally if it is not known who they are
     */
    public CompletionStage<List<MemberLevel>> levels() {
        Optional<LogState> state = log.get().map(ServiceLog::state);
        boolean known =
                state.filter(now -> now.groupId().isPresent() && isAmong(now)).isPresent();
        if (!known) {
            return CompletableFuture.failedFuture(new ClusterException("it is not known now who is in the cluster"));
        }
        List<CompletableFuture<MemberLevel>> asked = new ArrayList<>();
        UUID group = state.get().groupId().orElseThrow();
        for (LogMember member : state.get().members()) {
            if (!state.get().memberId().equals(Optional.of(member.memberId()))) {
                asked.add(ask(member, group).thenApply(said -> level(member, said)));
            }
        }
        return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    List<MemberLevel> said = new ArrayList<>(followers.levels());
                    asked.forEach(one -> said.add(one.join()));
                    return List.copyOf(said);
                });
    }

    private static boolean isAmong(LogState state) {
        return state.members().stream().anyMatch(member -> state.memberId().equals(Optional.of(member.memberId())));
    }

    /** Another one may answer at a member's address: it says nothing about that member. */
    private static MemberLevel level(LogMember member, ObjectNode said) {
        MemberLevel level = MemberLevel.of(said);
        return said.path("member").asText().equals(member.memberId().toString())
                ? level
                : new MemberLevel(level.director(), OptionalInt.empty());
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
        heard.keySet().retainAll(members.stream().map(LogMember::memberId).toList());
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
        return Optional.ofNullable(heard.get(memberId)).map(MemberLevel::director);
    }

    /**
     * Tells which feature level a member supports that has said it since this process began.
     *
     * @param memberId of another member
     * @return the level
     */
    public OptionalInt supports(UUID memberId) {
        MemberLevel said = heard.get(memberId);
        return said == null ? OptionalInt.empty() : said.supports();
    }

    private CompletableFuture<ObjectNode> ask(LogMember member, UUID group) {
        return calls.ask(member.endpoint(), group, MemberCodec.encode(new Question.Status()), ASK)
                .thenApply(bytes -> {
                    if (MemberCodec.answer(bytes) instanceof Answer.State said) {
                        heard.put(member.memberId(), MemberLevel.of(said.director()));
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
        body.put("director", name(member.memberId()).orElse("?"));
        body.put("member", member.memberId().toString());
        body.put("endpoint", member.endpoint().toString());
        body.put("voter", member.voter());
        body.put("silent", String.valueOf(cause.getMessage()));
        return body;
    }
}
