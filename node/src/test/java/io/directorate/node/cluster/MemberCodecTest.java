package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.Rejection;
import io.directorate.node.command.CommandResult;
import io.directorate.node.config.DirectorConfig.Cluster.Vote;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberCodecTest {
    static Stream<Question> questions() {
        return Stream.of(
                new Question.Decide(
                        new CommandEnvelope("an-id", "user:root", "because", 123, 7, new Command.ClearServices())),
                new Question.Join(UUID.randomUUID(), new LogEndpoint("2001:db8::1", 7655), Vote.NEVER, 3),
                new Question.Remove(UUID.randomUUID()),
                new Question.Follow(
                        UUID.randomUUID(),
                        new LogEndpoint("192.0.2.1", 7655),
                        JsonNodeFactory.instance.objectNode().put("director", "d")),
                new Question.Status());
    }

    static Stream<Answer> answers() {
        return Stream.of(
                new Answer.Decided(new CommandResult.Applied(12, 3, true)),
                new Answer.Decided(new CommandResult.Refused(
                        new Rejection(Rejection.Rule.SERVICE_EXISTS, "service", "it is there"))),
                new Answer.Decided(new CommandResult.Unavailable("busy", "later")),
                new Answer.Decided(new CommandResult.Indeterminate("who knows")),
                new Answer.NotLeader(Optional.of(new LogEndpoint("192.0.2.1", 7655))),
                new Answer.NotLeader(Optional.empty()),
                new Answer.Done(),
                new Answer.Failed("membership", "no"),
                new Answer.State(JsonNodeFactory.instance.objectNode().put("director", "a")));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void readsTheQuestionsThatItWrites(Question question) {
        assertThat(MemberCodec.question(MemberCodec.encode(question))).isEqualTo(question);
    }

    @Test
    void takesAJoinThatDoesNotSpeakOfLevelsForOneOfTheFirst() {
        String join =
                "\1J{\"member\":\"00000000-0000-0000-0000-000000000001\",\"endpoint\":\"192.0.2.1:7655\",\"vote\":\"auto\"}";
        assertThat(MemberCodec.question(join.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(new Question.Join(new UUID(0, 1), new LogEndpoint("192.0.2.1", 7655), Vote.AUTO, 1));
    }

    @Test
    void saysThatACommandMayBeOfANewerBuild() {
        assertThatThrownBy(() -> MemberCodec.question(
                        "\1D{\"commandId\":\"a\",\"actor\":\"b\",\"timeMillis\":1,\"command\":{\"type\":\"melt\"}}"
                                .getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'melt'", "builds of different age", "upgraded");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void readsTheAnswersThatItWrites(Answer answer) {
        assertThat(MemberCodec.answer(MemberCodec.encode(answer))).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\1",
                "\2S{}",
                "\1?{}",
                "\1S",
                "\1S[]",
                "\1J{}",
                "\1J{\"member\":\"x\"}",
                "\1J{\"member\":\"00000000-0000-0000-0000-000000000001\",\"endpoint\":\"192.0.2.1:7655\",\"vote\":\"auto\","
                        + "\"supportsFeatureLevel\":\"2\"}",
                "\1J{\"member\":\"00000000-0000-0000-0000-000000000001\",\"endpoint\":\"192.0.2.1:7655\",\"vote\":\"auto\","
                        + "\"supportsFeatureLevel\":0}",
                "\1R{\"member\":7}",
                "\1F{\"member\":\"x\"}",
                "\1D{}"
            })
    void refusesWhatIsNoQuestion(String bytes) {
        assertThatThrownBy(() -> MemberCodec.question(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\1",
                "\2o{}",
                "\1!{}",
                "\1d{}",
                "\1d{\"result\":\"else\"}",
                "\1n{\"leader\":\"x\"}",
                "\1f{\"rule\":1}"
            })
    void refusesWhatIsNoAnswer(String bytes) {
        assertThatThrownBy(() -> MemberCodec.answer(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
