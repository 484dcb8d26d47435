package io.directorate.events.service;

import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.RealServer;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeciderTest {
    @Test
    void logsNoEventOfAHigherLevelThanTheClusters() {
        FeatureSet newer = new FeatureSet(2, event -> event instanceof Event.TimeoutsSet ? 2 : 1);
        CommandEnvelope timeouts = Samples.envelope(new Command.SetTimeouts(new Timeouts(600, 60, 60)));
        ClusterImage image = ClusterImage.EMPTY;
        assertThat(Decider.decide(image, timeouts, newer)).isInstanceOfSatisfying(Decision.Refused.class, refused -> {
            assertThat(refused.rejection().rule()).isEqualTo(Rejection.Rule.FEATURE_LEVEL);
            assertThat(refused.rejection().message())
                    .contains("needs feature level 2", "the cluster is at 1", "every member");
        });
        CommandEnvelope both =
                Samples.envelope(new Command.Sequence(List.of(new Command.ClearServices(), timeouts.command())));
        assertThat(Decider.decide(image, both, newer)).isInstanceOf(Decision.Refused.class);
        // An old build does the same, and does not raise the level to what it does not know.
        FeatureSet older = new FeatureSet(1, newer.levels());
        CommandEnvelope raise = Samples.envelope(new Command.RaiseFeatureLevel(2));
        assertThat(Decider.decide(image, timeouts, older)).isInstanceOf(Decision.Refused.class);
        assertThat(Decider.decide(image, raise, older)).isInstanceOf(Decision.Refused.class);

        Decision raised = Decider.decide(image, raise, newer);
        assertThat(raised).isEqualTo(new Decision.Accepted(List.of(new Event.FeatureLevelRaised(2))));
        ClusterImage after = TestCluster.apply(image, ((Decision.Accepted) raised).events());
        assertThat(Decider.decide(after, timeouts, newer)).isInstanceOf(Decision.Accepted.class);
    }

    private static final String WEB = "tcp:192.0.2.1:80";

    private final TestCluster cluster = new TestCluster();

    private static CommandEnvelope expecting(long index, Command command) {
        return new CommandEnvelope("c-1", "uid:0(root)", "", 0, index, command);
    }

    @Test
    void refusesACommandThatExpectsAnotherIndex() {
        cluster.with(new Command.AddService(service(WEB), ServiceLabels.NONE));
        Command delete = new Command.DeleteService(key(WEB));
        assertThat(Decider.decide(cluster.image(), expecting(0, delete)))
                .isEqualTo(new Decision.Refused(new Rejection(
                        Rule.INDEX_MOVED,
                        "expectedIndex",
                        "the command expects index 0, and the log is at 1; look at what changed since and ask"
                                + " again")));
        assertThat(Decider.decide(cluster.image(), expecting(1, delete))).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void aSequenceIsDecidedStepByStep() {
        Command sequence = new Command.Sequence(List.of(
                new Command.AddService(service(WEB), ServiceLabels.NONE),
                new Command.AddServer(key(WEB), nat("10.0.0.1:80")),
                new Command.SetWeight(key(WEB), endpoint("10.0.0.1:80"), 3),
                new Command.Sequence(List.of(new Command.DeleteServer(key(WEB), endpoint("10.0.0.1:80"))))));
        assertThat(cluster.accept(sequence)).hasSize(4);
        assertThat(cluster.image().service(key(WEB)).orElseThrow().servers()).isEmpty();
    }

    @Test
    void aSequenceIsAllOrNothingAndNamesTheCommandRefused() {
        Command sequence = new Command.Sequence(List.of(
                new Command.AddService(service(WEB), ServiceLabels.NONE),
                new Command.Sequence(
                        List.of(new Command.ClearServices(), new Command.AddServer(key(WEB), nat("10.0.0.1:80"))))));
        Rejection rejection = cluster.refuse(sequence);
        assertThat(rejection.rule()).isEqualTo(Rule.SERVICE_UNKNOWN);
        assertThat(rejection.field()).isEqualTo("commands[1].commands[1].service");
        assertThat(cluster.image()).isSameAs(ClusterImage.EMPTY);
    }

    @Test
    void boundsTheDepthOfSequences() {
        Command command = new Command.Sequence(List.of());
        for (int i = 1; i < Limits.MAX_SEQUENCE_DEPTH; i++) {
            command = new Command.Sequence(List.of(command));
        }
        assertThat(cluster.accept(command)).isEmpty();
        Rejection rejection = cluster.refuse(new Command.Sequence(List.of(command)));
        assertThat(rejection.rule()).isEqualTo(Rule.LIMIT);
        assertThat(rejection.field()).isEqualTo("commands[0].commands[0].commands[0].commands[0]");
    }

    @Test
    void boundsTheServersOfAService() {
        List<RealServer> servers = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_SERVERS_PER_SERVICE; i++) {
            servers.add(nat("10.0." + i / 256 + "." + i % 256 + ":8080"));
        }
        ServiceEntry tooMany = new ServiceEntry(service(WEB), servers.subList(0, servers.size()), ServiceLabels.NONE);
        Rejection rejection = cluster.refuse(Samples.configuration("shop", tooMany));
        assertThat(rejection.rule()).isEqualTo(Rule.LIMIT);
        assertThat(rejection.field()).isEqualTo("services[0].servers");
        servers.remove(servers.size() - 1);
        cluster.accept(Samples.configuration("shop", new ServiceEntry(service(WEB), servers, ServiceLabels.NONE)));
        Rejection one = cluster.refuse(new Command.AddServer(key(WEB), nat("10.9.9.9:80")));
        assertThat(one.rule()).isEqualTo(Rule.LIMIT);
        assertThat(one.field()).isEqualTo("server");
    }

    @Test
    void boundsTheServices() {
        List<ServiceEntry> services = new ArrayList<>();
        for (int i = 1; i <= Limits.MAX_SERVICES; i++) {
            services.add(Samples.entry(service("fwmark:" + i)));
        }
        cluster.accept(new Command.ApplyConfiguration("shop", services, List.of(), Optional.empty(), new TreeMap<>()));
        Command one = new Command.AddService(service(WEB), ServiceLabels.NONE);
        assertThat(cluster.refuse(one))
                .isEqualTo(new Rejection(
                        Rule.LIMIT, "service", "65537 services are asked for, at most 65536 are allowed"));
        assertThat(cluster.refuse(Samples.configuration("mail", Samples.entry(service(WEB))))
                        .field())
                .isEqualTo("services");
    }

    @Test
    void boundsTheEventsOfOneCommand() {
        List<Command> zeros = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_EVENTS_PER_COMMAND; i++) {
            zeros.add(new Command.ZeroCounters(Optional.empty()));
        }
        Rejection rejection = cluster.refuse(new Command.Sequence(zeros));
        assertThat(rejection.rule()).isEqualTo(Rule.LIMIT);
        assertThat(rejection.message()).contains("events for one command");
    }

    @Test
    void namesEachRuleByAStableId() {
        assertThat(Rule.SERVICE_EXISTS.id()).isEqualTo("service-exists");
        Rejection reused = Rejection.commandIdReused("c-1", 41);
        assertThat(reused.rule()).isEqualTo(Rule.COMMAND_ID_REUSED);
        assertThat(reused)
                .hasToString("command-id-reused at commandId: command id 'c-1' was used at index 41 for another"
                        + " command; give each command an id of its own");
    }
}
