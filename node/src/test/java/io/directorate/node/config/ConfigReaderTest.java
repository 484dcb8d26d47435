package io.directorate.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.reconcile.DriftPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static DirectorConfig read(String yaml) throws ConfigException {
        return ConfigReader.of(YamlDocument.parse("d.yaml", yaml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void givesEachKeyThatIsNotThereItsDefault() throws ConfigException {
        DirectorConfig config = read("director: a\n");
        assertThat(config.director()).isEqualTo("a");
        assertThat(config.api()).isEqualTo(new DirectorConfig.Api(true, "127.0.0.1", 7654));
        assertThat(config.dataplane().interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.dataplane().drift()).isEqualTo(DriftPolicy.REPAIR);
        assertThat(config.dataplane().foreign()).isEqualTo(ForeignPolicy.KEEP);
        assertThat(config.log().minFreeBytes()).isEqualTo(64L << 20);
    }

    @Test
    void readsEveryKey() throws ConfigException {
        DirectorConfig config = read("""
                director: lb-1
                dataDir: /srv/d
                runtimeDir: /run/d
                api: {listen: "[::1]:0", enabled: false}
                dataplane: {kind: kernel, interval: 250ms, drift: adopt, foreign: alert}
                log: {requestTimeout: 3s, minFree: 1GiB, snapshotEntries: 500}
                journal: {keepEvents: 0, checkpointEvents: 100}
                interfaces: {outside: eth0, inside: eth1}
                """);
        assertThat(config.dataDir()).isEqualTo(Path.of("/srv/d"));
        assertThat(config.api()).isEqualTo(new DirectorConfig.Api(false, "::1", 0));
        assertThat(config.dataplane().interval()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.dataplane().drift()).isEqualTo(DriftPolicy.ADOPT);
        assertThat(config.dataplane().foreign()).isEqualTo(ForeignPolicy.ALERT);
        assertThat(config.log()).isEqualTo(new DirectorConfig.Log(Duration.ofSeconds(3), 1L << 30, 500));
        assertThat(config.journal()).isEqualTo(new DirectorConfig.History(0, 100));
        assertThat(config.interfaces()).containsEntry("outside", "eth0").containsEntry("inside", "eth1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "director: 'a b' | d.yaml:1: director: must be 1 to 63 letters",
                "direktor: a | d.yaml:1: direktor: is not known; known are director, dataDir",
                "api: {listen: '0.0.0.0:1'} | api.listen: is 0.0.0.0, must be a loopback address",
                "api: {listen: '10.0.0.1:80'} | api.listen: is 10.0.0.1, must be a loopback address",
                "api: {listen: 'localhost'} | api.listen: must be ADDRESS:PORT",
                "api: {listen: '127.0.0.1:70000'} | api.listen: is '70000', must be a number from 0 to 65535",
                "api: {enabled: 3} | api.enabled: is 3, must be true or false",
                "api: [] | api: must be a section of keys and values",
                "dataplane: {kind: ipvs} | dataplane.kind: is 'ipvs', must be one of kernel",
                "dataplane: {interval: 10} | dataplane.interval: is '10', must be a number with ms, s, m, h or d",
                "dataplane: {interval: 1ms} | dataplane.interval: is 1ms, must be 100ms to 3600s",
                "dataplane: {drift: fix} | dataplane.drift: is 'fix', must be one of repair, adopt, alert",
                "dataplane: {foreign: flush} | dataplane.foreign: is 'flush', must be one of keep, remove, adopt, alert",
                "log: {minFree: -1} | log.minFree: is '-1', must be a number of bytes",
                "log: {snapshotEntries: 1} | log.snapshotEntries: is '1', must be a number from 10 to 10000000",
                "journal: {checkpointEvents: x} | journal.checkpointEvents: is 'x', must be a number",
                "interfaces: {outside: a/b} | interfaces.outside: must be an interface name",
                "- a | d.yaml:1: must be keys and values",
            })
    void refusesAValueOutOfRangeWithPlaceAndRule(String yaml, String expected) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(expected.replace("\"", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: 1\na: 2' | Duplicate",
                "'a: &x 1\nb: *x' | anchors and aliases are not allowed",
                "'a: 1\n---\nb: 2' | only one document is allowed",
                "'a: [1, 2' | is not valid YAML",
                "'a: b: c' | is not valid YAML",
                "'' | is empty",
            })
    void refusesWhatIsNotOnePlainYamlDocument(String yaml, String expected) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> YamlDocument.parse("d.yaml", new byte[] {(byte) 0xff, (byte) 0xfe, 0}))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not UTF-8 text");
    }

    @Test
    void namesTheLineOfANestedValue() throws ConfigException {
        YamlDocument document = YamlDocument.parse(
                "web.yaml",
                "services:\n- service: x\n  servers:\n  - server: a\n    weight: 5\n".getBytes(StandardCharsets.UTF_8));
        assertThat(document.place("services[0].servers[0].weight"))
                .isEqualTo("web.yaml:5: services[0].servers[0].weight");
        assertThat(document.place("services[0].servers[0].method")).startsWith("web.yaml:4:");
        assertThat(document.place("")).isEqualTo("web.yaml:1");
    }

    @Test
    void readsHowADirectorTakesPartInACluster() throws ConfigException {
        assertThat(read("director: a\n").cluster()).isEmpty();
        DirectorConfig.Cluster cluster = read("""
                cluster:
                  listen: "[2001:db8::1]:7655"
                  seeds: ["192.0.2.2:7655", "lb-3.example:7655"]
                  identity: /etc/directorate/id
                  vote: never
                dataplane: {kind: none}
                """).cluster().orElseThrow();
        assertThat(cluster.listen()).isEqualTo(new LogEndpoint("2001:db8::1", 7655));
        assertThat(cluster.seeds())
                .containsExactly(new LogEndpoint("192.0.2.2", 7655), new LogEndpoint("lb-3.example", 7655));
        assertThat(cluster.identity()).isEqualTo(Path.of("/etc/directorate/id"));
        assertThat(cluster.vote()).isEqualTo(DirectorConfig.Cluster.Vote.NEVER);
        assertThat(cluster.bus()).isTrue();
        assertThat(read("cluster: {listen: '192.0.2.1:65535', bus: false}\n")
                        .cluster()
                        .orElseThrow()
                        .bus())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cluster: {}                                              | cluster.listen: is missing
            cluster: {listen: 'nowhere'}                             | must be ADDRESS:PORT
            cluster: {listen: '192.0.2.1:0'}                         | the port must be 1 to 65535
            cluster: {listen: '0.0.0.0:7655'}                        | is every address
            cluster: {listen: '[::]:7655'}                           | is every address
            cluster: {listen: '192.0.2.1:7655', seeds: x}            | must be a list
            cluster: {listen: '192.0.2.1:7655', seeds: [7]}          | cluster.seeds[0]
            cluster: {listen: '192.0.2.1:7655', vote: sometimes}     | must be one of auto, always, never, follow
            cluster: {listen: '192.0.2.1:7655', bus: maybe}          | must be true or false
            cluster: {listen: '192.0.2.1:65534'}                     | may have 65533 at most
            cluster: {listen: '192.0.2.1:7655', vote: follow, bus: false} | comes over the bus
            cluster: {listen: '192.0.2.1:7655', peers: []}           | is not known
            """)
    void refusesAClusterSectionThatCannotWork(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }

    @Test
    void refusesDeepNestingInsteadOfOverflowing() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThatThrownBy(() -> read(deep)).isInstanceOf(ConfigException.class);
    }

    @Test
    void saysThatAFileIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yaml: there is no such file");
    }

    @Test
    void saysThatAFolderIsNoFile(@TempDir Path folder) throws Exception {
        Path inner = Files.createDirectory(folder.resolve("dir.yaml"));
        assertThatThrownBy(() -> ConfigReader.read(inner))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read");
    }
}
