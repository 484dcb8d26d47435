package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.Gen;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.Samples;
import io.directorate.events.service.Worlds;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandCodecTest {
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesAndReadsTheGoldenFiles() {
        Set<String> files = new TreeSet<>();
        Set<Object> kinds = new HashSet<>();
        Set<String> types = new TreeSet<>();
        for (Map.Entry<String, Command> sample : SampleValues.commands().entrySet()) {
            String file = "commands/" + sample.getKey() + ".json";
            byte[] golden = Golden.check(file, CommandCodec.encode(sample.getValue()));
            assertThat(CommandCodec.decode(golden)).isEqualTo(sample.getValue());
            files.add(file);
            kinds.add(sample.getValue().getClass());
            types.add(CommandCodec.toTree(sample.getValue()).get("type").textValue());
        }
        assertThat(Golden.names("commands")).isEqualTo(files);
        assertThat(kinds).containsExactlyInAnyOrder((Object[]) Command.class.getPermittedSubclasses());
        assertThat(types).isEqualTo(new TreeSet<>(CommandCodec.types()));
    }

    @Test
    void readsWhatItWrote() {
        Gen.forSeeds(300, gen -> {
            Command command = new Worlds(gen).command();
            assertThat(CommandCodec.decode(CommandCodec.encode(command))).isEqualTo(command);
            CommandEnvelope envelope = Samples.envelope(command);
            assertThat(CommandCodec.decodeEnvelope(CommandCodec.encodeEnvelope(envelope)))
                    .isEqualTo(envelope);
        });
    }

    @Test
    void digestsTellCommandsApart() {
        Set<String> digests = new TreeSet<>();
        SampleValues.commands().values().forEach(command -> digests.add(CommandCodec.digest(command)));
        assertThat(digests).hasSize(SampleValues.commands().size()).allMatch(d -> d.matches("[0-9a-f]{64}"));
        assertThat(CommandCodec.digest(new Command.ClearServices()))
                .isEqualTo("9e88b748e6bdd03e5c3db5cbb05318a0220b4f474c2ceeba1282c8df532ba64e");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'add-servce'} | type | 'add-servce' is not known here; did you mean add-service? Known are add-service,",
                "{'type':'set-weight','service':'tcp:192.0.2.1:80','server':'10.0.0.1:80','wieght':1} | weight | weight is missing, must be a number from 0 to 2147483647",
                "{'type':'set-weight','service':'tcp:192.0.2.1:80','server':'10.0.0.1:80','weight':1,'wieght':1} | wieght | did you mean weight?",
                "{'type':'set-weight','service':'tcp:192.0.2.1:80','server':'10.0.0.1:80','weight':2147483648} | weight | weight is 2147483648, must be 0 to 2147483647",
                "{'type':'set-weight','service':'tcp:192.0.2.1:80','server':'10.0.0.1:80','weight':1.5} | weight | weight is 1.5, must be a number from 0 to 2147483647",
                "{'type':'set-weight','service':'tcp:192.0.2.1:80','server':'10.0.0.1:99999','weight':1} | server | port '99999' is not a number from 0 to 65535",
                "{'type':'sequence','commands':[{'type':'clear-services'},{'type':'set-timeouts','timeouts':{'tcpSeconds':0,'tcpFinSeconds':1,'udpSeconds':1}}]} | commands[1].timeouts.tcpSeconds | tcpSeconds is 0, must be 1 to 2678400",
                "{'type':'set-weight','service':'tcp:192.0.2.1:80','server':'10.0.0.1:80','weight':1e5555555555} | weight | weight is Infinity, must be a number from 0 to 2147483647",
                "{'type':'sequence','commands':7} | commands | commands is 7, must be a list",
                "{'type':'report-drift','director':'a','differences':['x'],'differenceCount':1,'action':'ignored'} | action | action is 'ignored', must be one of repaired, adopted, alerted",
                "{'type':'zero-counters','service':null} | service | service is empty, must be such as tcp:192.0.2.1:80",
            })
    void namesPathAndRule(String text, String path, String message) {
        assertThatThrownBy(() -> CommandCodec.decode(json(text)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo(path))
                .hasMessageContaining(message);
    }

    @Test
    void boundsTheDepthOfSequences() {
        String deep = "{'type':'sequence','commands':[".repeat(5) + "]}".repeat(5);
        assertThatThrownBy(() -> CommandCodec.decode(json(deep)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("at most 4 deep");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'commandId':'','actor':'a','timeMillis':0,'command':{'type':'clear-services'}} | commandId",
                "{'commandId':'1','actor':'','timeMillis':0,'command':{'type':'clear-services'}} | actor",
                "{'commandId':'1','actor':'a','timeMillis':-1,'command':{'type':'clear-services'}} | timeMillis",
                "{'commandId':'1','actor':'a','timeMillis':0,'expectedIndex':-2,'command':{'type':'clear-services'}} | expectedIndex",
                "{'commandId':'1','actor':'a','timeMillis':0,'command':{'type':'clear-services','x':1}} | command.x",
                "{'commandId':'1','actor':'a','timeMillis':0} | command",
            })
    void checksEnvelopes(String text, String path) {
        assertThatThrownBy(() -> CommandCodec.decodeEnvelope(json(text)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo(path));
    }

    @Test
    void fillsInWhatAnEnvelopeMayLeaveOut() {
        CommandEnvelope envelope = CommandCodec.decodeEnvelope(
                json("{'commandId':'1','actor':'a','timeMillis':5,'command':{'type':'clear-services'}}"));
        assertThat(envelope).isEqualTo(new CommandEnvelope("1", "a", "", 5, -1, new Command.ClearServices()));
    }
}
