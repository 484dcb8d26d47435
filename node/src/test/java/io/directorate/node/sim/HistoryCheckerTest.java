package io.directorate.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.sim.HistoryChecker.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {
    private final HistoryChecker checker = new HistoryChecker();

    private static Row row(long sequence, String id) {
        return new Row(sequence, id, "chain " + sequence + " " + id);
    }

    private List<String> check(Row... rows) {
        return checker.check(Map.of("lb-1", List.of(rows)));
    }

    private void acknowledge(String id, long sequence, int events, long sent, long answered) {
        checker.sent(id, sent);
        assertThat(checker.acknowledged(id, sequence, events, answered)).isEmpty();
    }

    @Test
    void isContentWithWhatWasToldAndWithWhatNobodyWasTold() {
        acknowledge("a", 2, 2, 0, 5);
        checker.sent("b", 1);
        checker.unknown("b");
        checker.sent("c", 2);
        checker.refused("c");
        assertThat(check(row(1, "a"), row(2, "a"), row(3, "b"))).isEmpty();
        assertThat(check(row(1, "a"), row(2, "a"))).isEmpty();
        assertThat(checker.check(Map.of(
                        "lb-1",
                        List.of(row(1, "a"), row(2, "a"), row(3, "b")),
                        "lb-2",
                        List.of(row(1, "a"), row(2, "a")))))
                .isEmpty();
    }

    @Test
    void findsWhatIsLostAndWhatIsThereTwiceAndWhatStandsElsewhere() {
        acknowledge("a", 1, 1, 0, 5);
        assertThat(check()).containsExactly("lb-1 has 0 events of a, acknowledged as 1");
        assertThat(check(row(1, "a"), row(2, "a"))).containsExactly("lb-1 has 2 events of a, acknowledged as 1");
        checker.sent("b", 0);
        checker.unknown("b");
        assertThat(check(row(1, "b"), row(2, "a"))).containsExactly("lb-1 has a at 2, acknowledged at 1");
    }

    @Test
    void findsWhatWasRefusedForCertainAndWhatNobodySent() {
        checker.sent("a", 0);
        checker.refused("a");
        assertThat(checker.isRefused("a")).isTrue();
        assertThat(check(row(1, "a"))).containsExactly("lb-1 has a, which was refused for certain");
        assertThat(check(row(1, "x"))).containsExactly("lb-1 has x, which nobody sent");
        checker.sent("a", 1);
        assertThat(checker.isRefused("a")).isFalse();
        checker.unknown("a");
        assertThat(check(row(1, "a"))).isEmpty();
    }

    @Test
    void findsHolesAndHistoriesThatPart() {
        checker.sent("a", 0);
        checker.sent("b", 0);
        assertThat(check(row(1, "a"), row(3, "b"))).containsExactly("lb-1: event 3 stands where 2 belongs");
        assertThat(checker.check(Map.of("lb-1", List.of(row(1, "a"), row(2, "b")), "lb-2", List.of(row(1, "b")))))
                .anyMatch(line -> line.startsWith("lb-2 has Row[sequence=1, commandId=b"));
    }

    @Test
    void findsWhatStandsBeforeThatWhichWasAcknowledgedBeforeItWasSent() {
        acknowledge("a", 2, 1, 0, 5);
        acknowledge("b", 1, 1, 6, 9);
        assertThat(check(row(1, "b"), row(2, "a")))
                .containsExactly("lb-1 has b at 1, though it was sent only after a was acknowledged at 2");
    }

    @Test
    void findsAnAnswerThatContradictsAnEarlierOne() {
        acknowledge("a", 1, 1, 0, 5);
        checker.sent("a", 6);
        assertThat(checker.acknowledged("a", 2, 1, 7))
                .containsExactly("a was acknowledged as 1 events up to 1, and then as 1 events up to 2");
    }
}
