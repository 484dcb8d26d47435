package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.directorate.events.Gen;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.Scheduler;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.Command;
import io.directorate.events.service.Decider;
import io.directorate.events.service.Decision;
import io.directorate.events.service.Histories;
import io.directorate.events.service.Samples;
import io.directorate.events.service.ServiceEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationCodecTest {
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withServer(String server) {
        return json("{'services':[{'service':'tcp:192.0.2.1:80','servers':[" + server + "]}]}");
    }

    @Test
    void readsWhatItWrote() {
        Command.ApplyConfiguration configuration = SampleValues.configuration();
        assertThat(ConfigurationCodec.fromTree(ConfigurationCodec.toTree(configuration)))
                .isEqualTo(configuration);
    }

    @Test
    void takesUsualValuesWhereNothingIsSaid() {
        Command.ApplyConfiguration read =
                ConfigurationCodec.decode(withServer("{'server':'10.0.0.1:80','method':'nat'}"));
        assertThat(read.owner()).isEqualTo("default");
        ServiceEntry entry = read.services().get(0);
        assertThat(entry).isEqualTo(Samples.entry(Samples.service("tcp:192.0.2.1:80"), Samples.nat("10.0.0.1:80")));
        assertThat(entry.service().scheduler()).isEqualTo(Scheduler.WLC);
        assertThat(read.timeouts()).isEmpty();
    }

    @Test
    void takesNumbersWhereYamlMakesThem() {
        Command.ApplyConfiguration read = ConfigurationCodec.decode(
                json(
                        "{'services':[{'service':'tcp:[2001:db8::1]:80','persistence':{'netmask':64}}],'sysctls':{'conntrack':1}}"));
        assertThat(read.sysctls()).containsEntry("conntrack", "1");
        assertThat(read.services().get(0).service().persistence().orElseThrow().netmask())
                .hasToString("64");
        assertThat(read.services().get(0).service().persistence().orElseThrow().timeoutSeconds())
                .isEqualTo(360);
    }

    @Test
    void takesTheNamesThatIpvsadmUses() {
        Command.ApplyConfiguration read = ConfigurationCodec.decode(
                withServer("{'server':'10.0.0.1:80','method':'masq'},{'server':'10.0.0.2:80','method':'gate'},"
                        + "{'server':'10.0.0.3:80','method':'ipip'}"));
        assertThat(read.services().get(0).servers())
                .extracting(server -> server.method())
                .containsExactly(ForwardingMethod.NAT, ForwardingMethod.DR, ForwardingMethod.TUN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[] | '' | expected an object with named fields, not a list",
                "7 | '' | expected an object with named fields, not 7",
                "{} | services | services is missing, must be a list",
                "{'services':null} | services | services is empty, must be a list; write [] for none",
                "{'services':{}} | services | services is an object, must be a list",
                "{'services':['x']} | services[0] | expected an object with named fields, not 'x'",
                "{'service':[],'services':[]} | service | did you mean services?",
                "{'services':[],'sysctl':{}} | sysctl | did you mean sysctls?",
                "{'services':[],'owner':7} | owner | owner is 7, must be an owner's name, in quotes",
                "{'services':[{}]} | services[0].service | service is missing, must be such as tcp:192.0.2.1:80",
                "{'services':[{'service':'192.0.2.1:80'}]} | services[0].service | protocol '192.0.2.1' is none of tcp, udp, sctp",
                "{'services':[{'service':'http'}]} | services[0].service | 'http' is not a service: expected tcp:ADDRESS:PORT",
                "{'services':[{'service':'tcp:192.0.2.1:80:80'}]} | services[0].service | is not ADDRESS:PORT",
                "{'services':[{'service':'tcp:2001:db8::1:80'}]} | services[0].service | stands in brackets",
                "{'services':[{'service':'tcp:192.0.2.1:65536'}]} | services[0].service | port '65536' is not a number from 0 to 65535",
                "{'services':[{'service':'fwmark:0'}]} | services[0].service | fwmark is 0, must be 1 to 4294967295",
                "{'services':[{'service':'fwmark:4294967296'}]} | services[0].service | fwmark '4294967296' is not a number from 0 to 4294967295",
                "{'services':[{'service':'fwmark:1','scheduler':'no such one'}]} | services[0].scheduler | is not a scheduler's name",
                "{'services':[{'service':'fwmark:1','scheduler':'rr','schedulerFlags':['sh-port']}]} | services[0].schedulerFlags | scheduler rr has no flag 'sh-port'",
                "{'services':[{'service':'fwmark:1','schedulerFlags':'flag-1'}]} | services[0].schedulerFlags | must be a list",
                "{'services':[{'service':'fwmark:1','persistence':360}]} | services[0].persistence | expected an object with named fields, not 360",
                "{'services':[{'service':'fwmark:1','persistence':{'timeoutSeconds':0}}]} | services[0].persistence.timeoutSeconds | timeoutSeconds is 0, must be 1 to",
                "{'services':[{'service':'fwmark:1','persistence':{'timeout':9}}]} | services[0].persistence.timeout | 'timeout' is not known here",
                "{'services':[{'service':'fwmark:1','persistence':{'netmask':'24'}}]} | services[0].persistence.netmask | netmask '24' is not of the form 255.255.255.0",
                "{'services':[{'service':'fwmark6:1','persistence':{'netmask':129}}]} | services[0].persistence.netmask | netmask is 129, must be 1 to 128",
                "{'services':[{'service':'fwmark:1','persistenceEngine':'a b'}]} | services[0].persistenceEngine | is not a name of 1 to 15 letters",
                "{'services':[{'service':'fwmark:1','onePacket':'yes'}]} | services[0].onePacket | onePacket is 'yes', must be true or false",
                "{'services':[{'service':'fwmark:1','tags':{'version':1.1}}]} | services[0].tags.version | version is 1.1, must be a text, in quotes",
                "{'services':[{'service':'fwmark:1','tags':['x']}]} | services[0].tags | expected an object with named fields, not a list",
                "{'services':[],'timeouts':{'tcpSeconds':900,'tcpFinSeconds':120}} | timeouts.udpSeconds | udpSeconds is missing, must be a number from 1 to 2678400",
                "{'services':[],'sysctls':{'conntrack':true}} | sysctls.conntrack | conntrack is true, must be a text or a number",
                "{'services':[],'groups':[{'name':'web','mode':'vrrp','vips':[{'role':'outside','address':'192.0.2.1'}]}]} | groups[0].vrrp | group 'web' of mode vrrp needs vrrp settings",
                "{'services':[],'groups':[{'name':'web','mode':'external','vips':[]}]} | groups[0].vips | group 'web' has no virtual address",
                "{'services':[],'groups':[{'name':'web','mode':'static','vips':[]}]} | groups[0].mode | mode is 'static', must be one of vrrp, ecmp, external",
                "{'services':[],'groups':[{'name':'w b','mode':'ecmp','vips':[{'role':'o','address':'192.0.2.1'}]}]} | groups[0].name | group name 'w b' is not a name",
                "{'services':[],'groups':[{'name':'web','mode':'ecmp','vips':[{'role':'o','address':'192.0.2.1/33'}]}]} | groups[0].vips[0].address | prefixLength is 33, must be 1 to 32",
                "{'services':[],'groups':[{'name':'web','mode':'ecmp','vips':[{'role':'o','address':'192.0.2.1/x'}]}]} | groups[0].vips[0].address | has no prefix length from 1 to 32",
                "{'services':[],'groups':[{'name':'web','mode':'ecmp','vips':['192.0.2.1']}]} | groups[0].vips[0] | expected an object with named fields, not '192.0.2.1'",
                "{'services':[],'groups':[{'name':'web','mode':'vrrp','vips':[{'role':'o','address':'192.0.2.1'}],'vrrp':{'virtualRouterId':256}}]} | groups[0].vrrp.virtualRouterId | virtualRouterId is 256, must be 1 to 255",
                "{'services':[],'groups':[{'name':'web','mode':'vrrp','vips':[{'role':'o','address':'192.0.2.1'}],'vrrp':{'virtualRouterId':1,'advertIntervalMillis':15}}]} | groups[0].vrrp.advertIntervalMillis | must be 10 to 40950 in steps of 10",
                "{'services':[],'groups':[{'name':'web','mode':'vrrp','vips':[{'role':'o','address':'192.0.2.1'}],'vrrp':{'virtualRouterId':1,'version':2,'password':'********'}}]} | groups[0].vrrp.password | is the mask that listings show",
                "{'services':[],'groups':[{'name':'web','mode':'ecmp','vips':[{'role':'o','address':'192.0.2.1'}],'preferences':{'a':0}}]} | groups[0].preferences.a | a is 0, must be 1 to 255",
            })
    void namesPathRuleAndValue(String text, String path, String message) {
        assertThatThrownBy(() -> ConfigurationCodec.decode(json(text)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo(path.equals("''") ? "" : path))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'server':'10.0.0.1:80'} | method | method is missing, must be one of nat, dr, tun, fullnat",
                "{'server':'10.0.0.1','method':'nat'} | server | '10.0.0.1' is not ADDRESS:PORT",
                "{'server':'web1:80','method':'nat'} | server | 'web1' is not an IPv4 or IPv6 address",
                "{'server':'10.0.0.1:80','method':'proxy'} | method | forwarding method 'proxy' is none of nat, dr, tun, fullnat",
                "{'server':'10.0.0.1:80','method':'nat','weight':-1} | weight | weight is -1, must be 0 to 2147483647",
                "{'server':'10.0.0.1:80','method':'nat','weight':'1'} | weight | weight is '1', must be a number from 0 to 2147483647",
                "{'server':'10.0.0.1:80','method':'nat','weight':99999999999999999999999} | weight | must be 0 to 2147483647",
                "{'server':'10.0.0.1:80','method':'nat','upperThreshold':-5} | upperThreshold | upperThreshold is -5",
                "{'server':'10.0.0.1:80','method':'nat','tunnel':{'type':'gre'}} | tunnel | only for forwarding method tun, not for nat",
                "{'server':'10.0.0.1:80','method':'tun','tunnel':{'type':'gue'}} | tunnel.port | needs the port on which the real server decapsulates",
                "{'server':'10.0.0.1:80','method':'tun','tunnel':{'type':'vxlan'}} | tunnel.type | type is 'vxlan', must be one of ipip, gue, gre",
                "{'server':'10.0.0.1:80','method':'tun','tunnel':{'type':'ipip','checksum':'full'}} | tunnel.checksum | an ipip tunnel has no checksum",
                "{'server':'10.0.0.1:80','method':'tun','tunnel':{'type':'gre','port':1}} | tunnel.port | tunnel port 1 is only for gue",
                "{'server':'10.0.0.1:80','method':'nat','wight':1} | wight | 'wight' is not known here; did you mean weight?",
            })
    void namesPathRuleAndValueOfServers(String server, String path, String message) {
        assertThatThrownBy(() -> ConfigurationCodec.decode(withServer(server.replace('\'', '"'))))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo("services[0].servers[0]." + path))
                .hasMessageContaining(message);
    }

    @Test
    void collectsWhatIsWrong() {
        assertThatThrownBy(
                        () -> ConfigurationCodec.decode(
                                json(
                                        "{'groups':[{'name':'w b'}],'services':[{'service':'x'},{'service':'fwmark:1'},{'service':'fwmark:0'}]}")))
                .isInstanceOfSatisfying(
                        CodecException.class,
                        e -> assertThat(e.problems())
                                .extracting(CodecException::path)
                                .containsExactly("groups[0].mode", "services[0].service", "services[2].service"));
        String many = "{'services':[" + "{},".repeat(99) + "{}]}";
        assertThatThrownBy(() -> ConfigurationCodec.decode(json(many)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.problems()).hasSize(CodecException.MAX_PROBLEMS));
    }

    @Test
    void refusesAnEmptyFile() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        for (var empty : List.of(nodes.missingNode(), nodes.nullNode())) {
            assertThatThrownBy(() -> ConfigurationCodec.fromTree(empty))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("the configuration is empty; to declare no service write services: []");
        }
    }

    @Test
    void whatIsExportedChangesNothing() {
        Gen.forSeeds(60, gen -> {
            ClusterImage image = Histories.image(gen);
            for (String owner : List.of("default", "shop", "mail", "nobody")) {
                Command.ApplyConfiguration exported = ConfigurationCodec.export(image, owner);
                Command again = ConfigurationCodec.fromTree(ConfigurationCodec.toTree(exported));
                assertThat(Decider.decide(image, Samples.envelope(again))).isEqualTo(new Decision.Accepted(List.of()));
            }
        });
    }
}
