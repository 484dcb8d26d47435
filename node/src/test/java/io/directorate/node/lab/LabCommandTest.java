package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LabCommandTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private static KernelLabOptions parse(String... words) {
        LabCommand command = new LabCommand(NOWHERE, NOWHERE);
        new CommandLine(command).parseArgs(words);
        return command.options();
    }

    @Test
    void sendsTrafficUntilInterruptedByDefault() {
        KernelLabOptions options = parse();

        assertThat(options.rounds()).isEmpty();
        assertThat(options.command()).isEmpty();
        assertThat(options.withDirector()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "5m, PT5M", "1h, PT1H", "1500ms, PT1.5S", "PT2M, PT2M"})
    void takesDurations(String text, Duration expected) {
        assertThat(parse("--for", text).rounds()).isEqualTo(Optional.of(expected));
    }

    @Test
    void takesACommandAfterTwoDashes() {
        KernelLabOptions options = parse("--in", "director1", "--no-director", "--", "ipvsadm", "-Ln", "--once");

        assertThat(options.command()).containsExactly("ipvsadm", "-Ln", "--once");
        assertThat(options.node()).isEqualTo("director1");
        assertThat(options.withDirector()).isFalse();
        assertThat(parse("--once").rounds()).isEqualTo(Optional.of(Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "--dataplane userspace, the one kind is kernel",
        "--once --for 5s, exclude each other",
        "--for soon, not a duration",
        "--for 0s, not longer than nothing",
        "--no-director, needs a command",
        "--memory 5, not from 256",
        "--in moon, 'the nodes are client, router, director1, server1, server2, server3'",
    })
    void refusesWrongUsage(String words, String message) {
        assertThatThrownBy(() -> parse(words.split(" ", -1)))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void explainsItself() {
        StringWriter help = new StringWriter();
        new CommandLine(new LabCommand(NOWHERE, NOWHERE))
                .setOut(new PrintWriter(help))
                .execute("--help");

        assertThat(help.toString()).contains("--dataplane=KIND", "--for=DURATION", "directorate lab --once", "COMMAND");
    }
}
