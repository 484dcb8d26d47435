package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterMarkTest {
    private static final LogEndpoint SELF = new LogEndpoint("2001:db8::1", 7655);
    private static final LogEndpoint OTHER = new LogEndpoint("192.0.2.2", 7655);

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = folder.resolve("cluster");
        assertThat(ClusterMark.read(file)).isEmpty();
        ClusterMark mark = new ClusterMark(UUID.randomUUID(), ClusterMark.Stage.JOINING, List.of(SELF));
        mark.write(file);
        assertThat(ClusterMark.read(file)).contains(mark);
        ClusterMark member = mark.among(List.of(OTHER, SELF));
        assertThat(member.stage()).isEqualTo(ClusterMark.Stage.JOINED);
        assertThat(member.hasOthers()).isTrue();
        member.write(file);
        assertThat(ClusterMark.read(file)).contains(member);
    }

    @Test
    void staysFoundedWhenOthersCome() {
        ClusterMark founder = new ClusterMark(UUID.randomUUID(), ClusterMark.Stage.FOUNDED, List.of(SELF));
        assertThat(founder.hasOthers()).isFalse();
        assertThat(founder.among(List.of(SELF, OTHER)).stage()).isEqualTo(ClusterMark.Stage.FOUNDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "group=x\nstage=JOINED\n",
                "stage=JOINED\n",
                "group=0b8257e4-5528-49c6-af84-c9e4298a5497\n",
                "group=0b8257e4-5528-49c6-af84-c9e4298a5497\nstage=SOMETHING\n",
                "group=0b8257e4-5528-49c6-af84-c9e4298a5497\nstage=JOINED\nmember=nowhere\n",
                "group=0b8257e4-5528-49c6-af84-c9e4298a5497\nstage=JOINED\nelse=1\n"
            })
    void refusesWhatItDidNotWrite(String text) throws IOException {
        Path file = folder.resolve("cluster");
        Files.writeString(file, text);
        assertThatThrownBy(() -> ClusterMark.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("move the director's dataDir away");
    }
}
