package io.directorate.events.journal;

import java.nio.file.Path;
import java.util.List;

/** Appends without end and prints the sequence of each append that returned; killed by {@link JournalKillIT}. */
final class JournalWriterMain {
    private JournalWriterMain() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        try (Journal journal = Journal.open(directory.resolve("journal.db"), JournalFixture.options(directory))) {
            System.out.println("opened " + journal.applied().sequence());
            for (long index = journal.applied().index() + 1; ; index++) {
                journal.append(List.of(JournalFixture.single(index)));
                if (journal.checkpointDue()) {
                    journal.saveCheckpoint(journal.applied(), new byte[50_000]);
                }
                System.out.println(journal.applied().sequence());
                System.out.flush();
            }
        }
    }
}
