package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.cluster.ClusterMark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a director, beginning from one, and what is refused. */
class BackupIT {
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final String ADD = "{\"command\": {\"type\": \"add-service\", \"service\": \"tcp:192.0.2.%d:80\"}}";

    @TempDir
    private Path folder;

    private Path backup() {
        return folder.resolve("backup.db");
    }

    private Path data() {
        return folder.resolve("a/data");
    }

    /** A director with two services in its backup, and a third afterwards. */
    private void backUp() throws Exception {
        try (DirectorFixture director = new DirectorFixture(Files.createDirectories(folder.resolve("a")))) {
            director.startReady();
            assertThat(director.post("/api/v1/commands", ADD.formatted(1)).status())
                    .isEqualTo(200);
            assertThat(director.post("/api/v1/commands", ADD.formatted(2)).status())
                    .isEqualTo(200);
            try (OutputStream to = Files.newOutputStream(backup())) {
                HttpResponse answer = director.client().download("/api/v1/cluster/backup", IDLE, to);
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            assertThat(director.post("/api/v1/commands", ADD.formatted(3)).status())
                    .isEqualTo(200);
            DirectorFixture.await(() -> !Files.exists(data().resolve("tmp/backup/journal.db")));
        }
    }

    private int services() throws Exception {
        try (DirectorFixture director = new DirectorFixture(folder.resolve("a"))) {
            director.startReady();
            assertThat(director.post("/api/v1/commands", ADD.formatted(9)).status())
                    .isEqualTo(200);
            return director.get("/api/v1/services").body().path("services").size() - 1;
        }
    }

    @Test
    void beginsAgainFromABackupAndKeepsWhatWasThere() throws Exception {
        backUp();
        assertThat(Recovery.restore(data(), backup())).first().asString().contains("the backup is whole");
        assertThat(services()).isEqualTo(2);
        try (Stream<Path> kept = Files.list(data())) {
            assertThat(kept.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("journal.set-aside."))
                    .anyMatch(name -> name.startsWith("log.set-aside."));
        }
    }

    @Test
    void changesNothingForABackupThatIsNone() throws Exception {
        backUp();
        try (FileChannel cut = FileChannel.open(backup(), StandardOpenOption.WRITE)) {
            cut.truncate(cut.size() / 2);
        }
        assertThatThrownBy(() -> Recovery.restore(data(), backup()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no whole backup, nothing was changed");
        Files.writeString(backup(), "not a database, but long enough to be taken for one".repeat(200));
        assertThatThrownBy(() -> Recovery.restore(data(), backup())).hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> Recovery.restore(data(), folder.resolve("none")))
                .hasMessageContaining("none is not a file");
        assertThat(services()).isEqualTo(3);
    }

    @Test
    void goesOnAloneAndSaysWhatMayBeLost() throws Exception {
        backUp();
        assertThat(String.join("\n", Recovery.alone(data())))
                .contains("only other directors have", "a new log goes on");
        assertThat(services()).isEqualTo(3);
        assertThatThrownBy(() -> Recovery.alone(folder.resolve("none")))
                .hasMessageContaining("there is no such folder");
    }

    @Test
    void doesNotMendOneOfSeveralAsIfItWereAlone() throws Exception {
        backUp();
        LogEndpoint self = new LogEndpoint("192.0.2.1", 7655);
        new ClusterMark(UUID.randomUUID(), ClusterMark.Stage.FOUNDED, List.of(self, new LogEndpoint("192.0.2.2", 7655)))
                .write(data().resolve("cluster"));
        assertThatThrownBy(() -> Recovery.recover(data()))
                .hasMessageContaining("192.0.2.2:7655")
                .hasMessageContaining("start it, and it mends itself");
        // Nor is it started as if it had never been in a cluster.
        try (DirectorFixture director = new DirectorFixture(folder.resolve("a"))) {
            assertThatThrownBy(director::start)
                    .isInstanceOf(DirectorStartException.class)
                    .hasMessageContaining("has no section 'cluster'");
        }
    }

    @Test
    void saysThatADirectorAloneHasNoCluster() throws Exception {
        try (DirectorFixture director = new DirectorFixture(Files.createDirectories(folder.resolve("a")))) {
            director.startReady();
            for (String what : List.of("init", "join")) {
                DirectorFixture.Answer answer = director.post("/api/v1/cluster/" + what, "{}");
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.detail()).contains("stands alone");
            }
            assertThat(director.get("/api/v1/cluster").body().path("members").size())
                    .isEqualTo(1);
            assertThat(director.get("/api/v1/directors").status()).isEqualTo(200);
        }
    }
}
