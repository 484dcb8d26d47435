package io.directorate.node.lab.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
    @Test
    void writesEnvironmentAndDirectoryBeforeTheScript() {
        ShellCommand command = ShellCommand.of("prog", "a b")
                .withEnvironment("B", "2")
                .withEnvironment("A", "it's")
                .withDirectory(Path.of("/x y"));

        assertThat(command.source())
                .isEqualTo("export A='it'\\''s'\nexport B=2\ncd '/x y' || exit 126\nexec prog 'a b'\n");
    }

    @Test
    void refusesWhatCannotWork() {
        ShellCommand command = ShellCommand.script("true");

        assertThatThrownBy(ShellCommand::of).hasMessageContaining("name of a program");
        assertThatThrownBy(() -> command.withEnvironment("A-B", "")).hasMessageContaining("'A-B'");
        assertThatThrownBy(() -> command.withDirectory(Path.of("here"))).hasMessageContaining("absolute: here");
        assertThatThrownBy(() -> command.withTimeLimit(Duration.ZERO)).hasMessageContaining("positive");
    }

    @Test
    void aCheckedResultShowsStatusAndOutputs() {
        assertThatThrownBy(() -> new ShellResult(3, "said", "complained").check("the step"))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("the step ended with status 3")
                .hasMessageContaining("said")
                .hasMessageContaining("complained");
        ShellResult good = new ShellResult(0, "said", "");
        assertThat(good.check("the step")).isSameAs(good);
    }
}
