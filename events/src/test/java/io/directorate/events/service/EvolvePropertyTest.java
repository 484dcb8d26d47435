package io.directorate.events.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.Gen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many random histories: whatever is decided fits, and it does not matter in which portions it is applied. */
class EvolvePropertyTest {
    private static final int SEEDS = 80;
    private static final int COMMANDS = 60;

    @Test
    void decisionsLeadFromLegalImageToLegalImage() {
        int[] accepted = {0};
        int[] refused = {0};
        Gen.forSeeds(SEEDS, gen -> {
            Worlds worlds = new Worlds(gen);
            ClusterImage image = ClusterImage.EMPTY;
            for (int i = 0; i < COMMANDS; i++) {
                Decision decision = Decider.decide(image, Samples.envelope(worlds.command()));
                if (decision instanceof Decision.Accepted a) {
                    image = TestCluster.apply(image, a.events());
                    Invariants.check(image);
                    accepted[0]++;
                } else {
                    refused[0]++;
                }
            }
        });
        // Both ways were walked often enough for the test to mean something.
        if (Long.getLong("seed") == null) {
            assertThat(accepted[0]).isGreaterThan(SEEDS * COMMANDS / 5);
            assertThat(refused[0]).isGreaterThan(SEEDS * COMMANDS / 5);
        }
    }

    @Test
    void replayThroughEveryImageEqualsOneDeltaOverAllEvents() {
        Gen.forSeeds(SEEDS, gen -> {
            List<Event> events = Histories.events(gen);
            ClusterImage stepwise = ClusterImage.EMPTY;
            List<ClusterImage> images = new ArrayList<>(List.of(stepwise));
            for (Event event : events) {
                long sequence = stepwise.sequence() + 1;
                stepwise = ClusterImage.evolve(stepwise, event, new Provenance(sequence, sequence, 1, 0));
                images.add(stepwise);
            }
            int from = gen.number(0, events.size());
            ClusterDelta delta = new ClusterDelta(images.get(from));
            events.subList(from, events.size()).forEach(delta::apply);
            ClusterImage atOnce = delta.build(stepwise.provenance());
            assertThat(atOnce).isEqualTo(stepwise);
            assertThat(atOnce.sha256()).isEqualTo(stepwise.sha256());
            assertThat(new ArrayList<>(atOnce.services().keySet()))
                    .isEqualTo(new ArrayList<>(stepwise.services().keySet()));
            checkChanges(images.get(from), delta, atOnce);
        });
    }

    private static void checkChanges(ClusterImage before, ClusterDelta delta, ClusterImage after) {
        before.services().forEach((key, entry) -> {
            if (!after.services().containsKey(key)) {
                assertThat(delta.deletedServices()).contains(key);
                assertThat(delta.changedServices()).doesNotContain(key);
            } else if (!entry.equals(after.services().get(key))) {
                assertThat(delta.changedServices()).contains(key);
            }
        });
        assertThat(after.services().keySet()).containsAll(delta.changedServices());
        assertThat(before.services().keySet()).containsAll(delta.deletedServices());
        assertThat(delta.groupsChanged() || before.groups().equals(after.groups()))
                .isTrue();
        assertThat(delta.timeoutsChanged() || before.timeouts().equals(after.timeouts()))
                .isTrue();
        assertThat(delta.sysctlsChanged() || before.sysctls().equals(after.sysctls()))
                .isTrue();
    }

    @Test
    void decidingOnADeltaEqualsDecidingOnTheImageItLeadsTo() {
        Gen.forSeeds(SEEDS, gen -> {
            Worlds worlds = new Worlds(gen);
            ClusterImage image = ClusterImage.EMPTY;
            ClusterDelta delta = new ClusterDelta(image);
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope envelope = Samples.envelope(worlds.command());
                Decision onImage = Decider.decide(image, envelope);
                assertThat(Decider.decide(delta, envelope)).isEqualTo(onImage);
                if (onImage instanceof Decision.Accepted a) {
                    a.events().forEach(delta::apply);
                    image = TestCluster.apply(image, a.events());
                }
            }
            assertThat(delta.build(image.provenance())).isEqualTo(image);
        });
    }

    @Test
    void aConfigurationAppliedTwiceChangesNothingTheSecondTime() {
        int[] applied = {0};
        Gen.forSeeds(SEEDS * 2, gen -> {
            Worlds worlds = new Worlds(gen);
            ClusterImage image = TestCluster.apply(ClusterImage.EMPTY, Histories.events(gen));
            for (int i = 0; i < 10; i++) {
                Command.ApplyConfiguration configuration = worlds.configuration();
                if (Decider.decide(image, Samples.envelope(configuration)) instanceof Decision.Accepted a) {
                    ClusterImage after = TestCluster.apply(image, a.events());
                    Invariants.check(after);
                    checkDeclared(configuration, image, after);
                    assertThat(Decider.decide(after, Samples.envelope(configuration)))
                            .isEqualTo(new Decision.Accepted(List.of()));
                    image = after;
                    applied[0]++;
                }
            }
        });
        if (Long.getLong("seed") == null) {
            assertThat(applied[0]).isGreaterThan(SEEDS);
        }
    }

    private static void checkDeclared(Command.ApplyConfiguration wanted, ClusterImage before, ClusterImage after) {
        wanted.services().forEach(declared -> {
            ServiceEntry there = after.service(declared.service().key()).orElseThrow();
            assertThat(there.service()).isEqualTo(declared.service());
            assertThat(there.servers()).containsExactlyInAnyOrderElementsOf(declared.servers());
            if (List.of("dh", "sh", "mh")
                    .contains(declared.service().scheduler().name())) {
                assertThat(there.servers()).isEqualTo(declared.servers());
            }
        });
        before.services().forEach((key, entry) -> {
            boolean othersOwn = entry.labels()
                    .owner()
                    .filter(o -> !o.equals(wanted.owner()))
                    .isPresent();
            if (othersOwn) {
                assertThat(after.services()).containsEntry(key, entry);
            }
        });
        before.declarations().forEach((owner, declared) -> {
            if (!owner.equals(wanted.owner())) {
                assertThat(after.declarations()).containsEntry(owner, declared);
            }
        });
    }
}
