package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LevelDecisionTest {
    private static MemberLevel member(String director, int supports) {
        return new MemberLevel(director, OptionalInt.of(supports));
    }

    private static MemberLevel silent(String director) {
        return new MemberLevel(director, OptionalInt.empty());
    }

    private static LevelDecision decide(int current, MemberLevel... members) {
        return LevelDecision.of(current, List.of(members));
    }

    private static LevelDecision raise(int level) {
        return new LevelDecision(OptionalInt.of(level), "");
    }

    private static LevelDecision stay(String held) {
        return new LevelDecision(OptionalInt.empty(), held);
    }

    @Test
    void raisesToTheHighestLevelThatAllSupport() {
        assertThat(decide(1, member("a", 2))).isEqualTo(raise(2));
        assertThat(decide(1, member("a", 3), member("b", 3), member("c", 3))).isEqualTo(raise(3));
        LevelDecision some = decide(1, member("c", 4), member("b", 2), member("a", 3));
        assertThat(some.raiseTo()).hasValue(2);
        assertThat(some.held()).isEqualTo("director a supports 3, director b supports 2");
    }

    @Test
    void staysWhereOneMemberSupportsNoMore() {
        assertThat(decide(1, member("a", 2), member("b", 1), member("c", 2))).isEqualTo(stay("director b supports 1"));
        assertThat(decide(2, member("a", 3), member("b", 2), member("c", 1)))
                .isEqualTo(stay("director b supports 2, director c supports 1"));
    }

    @Test
    void staysWhileOneMemberIsSilent() {
        assertThat(decide(1, member("a", 2), member("b", 2), silent("c")))
                .isEqualTo(stay("director c does not answer"));
        assertThat(decide(1, silent("d"), member("a", 2), member("b", 1), silent("c")))
                .isEqualTo(stay("director c, director d do not answer, director b supports 1"));
    }

    @Test
    void staysWithoutAWordWhereNobodySupportsMore() {
        assertThat(decide(1, member("a", 1), member("b", 1))).isEqualTo(stay(""));
        assertThat(decide(1, member("a", 1), silent("b"))).isEqualTo(stay(""));
        assertThat(decide(2, member("a", 2), member("b", 2))).isEqualTo(stay(""));
    }

    @Test
    void neverLowers() {
        assertThat(decide(3, member("a", 2), member("b", 2))).isEqualTo(stay(""));
    }

    @Test
    void readsWhatDirectorsSay() {
        var said = JsonNodeFactory.instance.objectNode().put("director", "b").put("endpoint", "192.0.2.2:7655");
        assertThat(MemberLevel.of(said)).isEqualTo(member("b", 1));
        assertThat(MemberLevel.of(said.put("supportsFeatureLevel", 2))).isEqualTo(member("b", 2));
        assertThat(MemberLevel.of(said.put("silent", "no answer"))).isEqualTo(silent("b"));
        assertThat(MemberLevel.of(said.put("director", "?"))).isEqualTo(silent("192.0.2.2:7655"));
    }
}
