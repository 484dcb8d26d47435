package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.options;
import static io.directorate.events.journal.JournalFixture.singles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalCopyTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path copy;
    private Journal journal;

    @BeforeEach
    void open() {
        file = directory.resolve("journal.db");
        copy = directory.resolve("copy.db");
        journal = Journal.open(file, options(directory));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void copiesEverythingIntoOneFile() throws IOException {
        journal.append(singles(1, 40));
        assertThat(journal.snapshotTo(copy)).isEqualTo(new JournalPosition(40, 40, 1));
        assertThat(files())
                .containsExactly(
                        "copy.db", "journal.db", "journal.db-shm", "journal.db-wal", "journal.db.lock", "keys");
        List<JournalRow> rows = journal.list(JournalQuery.all());
        try (Journal other = Journal.restore(directory.resolve("other.db"), copy, options(directory))) {
            assertThat(other.list(JournalQuery.all())).isEqualTo(rows);
            assertThat(other.applied()).isEqualTo(journal.applied());
        }
    }

    @Test
    void goesOnFromARestoredCopy() throws IOException {
        journal.append(singles(1, 40));
        journal.snapshotTo(copy);
        List<JournalRow> rows = journal.list(JournalQuery.all());
        journal.append(singles(41, 60));
        assertThat(journal.restoreFrom(copy)).isEqualTo(new JournalPosition(40, 40, 1));
        assertThat(journal.list(JournalQuery.all())).isEqualTo(rows);
        journal.append(singles(41, 50));
        assertThat(journal.verify(1).rows()).isEqualTo(50);
        journal.close();
        assertThat(files()).containsExactly("copy.db", "journal.db", "journal.db.lock", "keys");
        open();
        assertThat(journal.applied().sequence()).isEqualTo(50);
    }

    @Test
    void takesAnotherDirectorsCopyAndTellsWhoSignedIt() throws IOException {
        Path peer = Files.createDirectory(directory.resolve("peer"));
        try (Journal other = Journal.open(peer.resolve("journal.db"), options(peer))) {
            other.append(singles(1, 25));
            other.snapshotTo(copy);
        }
        journal.append(singles(1, 3));
        journal.restoreFrom(copy);
        assertThat(journal.applied().sequence()).isEqualTo(25);
        assertThat(journal.verify(1).foreignSigners()).hasSize(1);
        journal.close();
        Files.copy(
                peer.resolve("keys").resolve(AnchorKeys.PUBLIC_FILE),
                directory.resolve("keys").resolve("peer.pub"));
        open();
        assertThat(journal.verify(1).foreignSigners()).isEmpty();
    }

    @Test
    void keepsTheOldJournalWhenTheCopyIsDamaged() throws IOException {
        journal.append(singles(1, 40));
        journal.snapshotTo(copy);
        journal.append(singles(41, 45));
        Corruption.flip(copy, Corruption.offsetOf(copy, "reason 20"));
        assertThatExceptionOfType(JournalDamagedException.class)
                .isThrownBy(() -> journal.restoreFrom(copy))
                .satisfies(e -> assertThat(e.file()).isEqualTo(copy));
        assertThat(journal.applied().sequence()).isEqualTo(45);
        journal.append(singles(46, 47));
        journal.verify(1);
    }

    @Test
    void refusesWhatIsNotACopy() throws IOException {
        Files.writeString(copy, "not a database");
        assertThatExceptionOfType(JournalDamagedException.class).isThrownBy(() -> journal.restoreFrom(copy));
        Files.write(copy, new byte[0]);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.restoreFrom(copy))
                .withMessageContaining("is empty");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.restoreFrom(directory.resolve("missing.db")))
                .withMessageContaining("missing.db");
        journal.append(singles(1, 2));
        assertThat(journal.applied().sequence()).isEqualTo(2);
    }

    @Test
    void mendsADamagedJournal() throws IOException {
        journal.append(singles(1, 40));
        journal.snapshotTo(copy);
        journal.append(singles(41, 50));
        journal.close();
        Corruption.flip(file, 5);
        assertThatExceptionOfType(JournalDamagedException.class)
                .isThrownBy(() -> Journal.open(file, options(directory)));
        journal = Journal.restore(file, copy, options(directory));
        assertThat(journal.applied().sequence()).isEqualTo(40);
    }

    @Test
    void finishesOrUndoesARestoreThatACrashInterruptedAtAnyStep() throws IOException {
        journal.append(singles(1, 40));
        journal.snapshotTo(copy);
        journal.append(singles(41, 50));
        journal.close();
        Path incoming = directory.resolve("journal.db.incoming");
        Path replaced = directory.resolve("journal.db.replaced");

        Files.copy(copy, incoming);
        open();
        assertThat(journal.applied().sequence()).isEqualTo(50);
        journal.close();

        Files.copy(copy, incoming);
        Files.move(file, replaced);
        open();
        assertThat(journal.applied().sequence()).isEqualTo(50);
        assertThat(journal.openReport().notices()).anyMatch(text -> text.contains("put back"));
        journal.close();

        Files.move(file, replaced);
        Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(directory.resolve("keys").resolve(Witness.FILE));
        open();
        assertThat(journal.applied().sequence()).isEqualTo(40);
        assertThat(journal.openReport().notices()).anyMatch(text -> text.contains("finished a restore"));
        assertThat(files()).doesNotContain("journal.db.replaced", "journal.db.incoming");
    }

    @Test
    void isOpenOnlyOnce() {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(file, options(directory)))
                .withMessageContaining("is open already");
    }
}
