package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.node.cluster.Admission.Part;
import io.directorate.node.config.DirectorConfig.Cluster.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static LogMember member(int number, boolean voter) {
        return new LogMember(
                new UUID(0, number),
                new LogEndpoint("192.0.2." + number, 7655),
                voter,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static List<LogMember> voters(int count) {
        List<LogMember> members = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            members.add(member(number, true));
        }
        return members;
    }

    private static Question.Join join(long id, int address, Vote vote) {
        return new Question.Join(new UUID(0, id), new LogEndpoint("192.0.2." + address, 7655), vote, 1);
    }

    @Test
    void letsThreeVoteUnlessAskedForMore() {
        assertThat(Admission.part(voters(1), join(2, 2, Vote.AUTO))).isEqualTo(Part.VOTER);
        assertThat(Admission.part(voters(2), join(3, 3, Vote.AUTO))).isEqualTo(Part.VOTER);
        assertThat(Admission.part(voters(3), join(4, 4, Vote.AUTO))).isEqualTo(Part.LISTENER);
        assertThat(Admission.part(voters(3), join(4, 4, Vote.ALWAYS))).isEqualTo(Part.VOTER);
        assertThat(Admission.part(voters(4), join(5, 5, Vote.ALWAYS))).isEqualTo(Part.VOTER);
        assertThat(Admission.part(voters(5), join(6, 6, Vote.ALWAYS))).isEqualTo(Part.LISTENER);
        assertThat(Admission.part(voters(1), join(2, 2, Vote.NEVER))).isEqualTo(Part.LISTENER);
    }

    @Test
    void givesAVoteBackToADirectorThatComesWithANewIdentity() {
        Question.Join again = join(9, 3, Vote.AUTO);
        assertThat(Admission.replaced(voters(3), again)).containsExactly(member(3, true));
        assertThat(Admission.part(voters(3), again)).isEqualTo(Part.VOTER);
    }

    @Test
    void doesNothingForOneThatIsIn() {
        assertThat(Admission.part(voters(3), join(2, 2, Vote.AUTO))).isEqualTo(Part.NOTHING);
        assertThat(Admission.replaced(voters(3), join(2, 2, Vote.AUTO))).isEmpty();
        List<LogMember> withListener = new ArrayList<>(voters(3));
        withListener.add(member(4, false));
        assertThat(Admission.part(withListener, join(4, 4, Vote.AUTO))).isEqualTo(Part.NOTHING);
        assertThat(Admission.part(withListener, join(4, 4, Vote.ALWAYS))).isEqualTo(Part.VOTER);
    }
}
