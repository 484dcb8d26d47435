package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.node.director.DirectorFixture.Answer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input of every kind to a running director: an answer with place and rule, and nothing changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    @TempDir
    private static Path folder;

    private DirectorFixture node;

    @BeforeAll
    void start() throws Exception {
        node = new DirectorFixture(folder).startReady();
        node.put(
                "/api/v1/configuration",
                "{\"owner\":\"a\",\"services\":[{\"service\":\"tcp:192.0.2.1:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"nat\"}]}]}");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    /** Declarations; each is refused with a field that begins as said, and a rule. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | 400 | ``",
                "{\"owner\":\"a\"} | 400 | services",
                "[] | 400 | ``",
                "null | 400 | ``",
                "{} {} | 400 | ``",
                "{\"services\":{}} | 400 | services",
                "{\"services\":[],\"servces\":[]} | 400 | servces",
                "{\"services\":[5]} | 400 | services[0]",
                "{\"services\":[{}]} | 400 | services[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.1\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"tcp:192.0.2.256:80\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"tcp:192.0.2.1:65536\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"tcp:2001:db8::1:80\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"icmp:192.0.2.1:80\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"fwmark:0\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"tcp:example.org:80\"}]} | 400 | services[0].service",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"scheduler\":\"best\"}]} | 422 | services[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"scheduler\":\"rr\",\"schedulerFlags\":[\"sh-port\"]}]} | 400 | services[0].schedulerFlags",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"persistence\":{\"timeoutSeconds\":0}}]} | 400 | services[0].persistence",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"persistence\":{\"timeoutSeconds\":60,\"netmask\":\"64\"}}]} | 400 | services[0].persistence",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"persistenceEngine\":\"sip\"}]} | 422 | services[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"onePacket\":true}]} | 422 | services[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"onePacket\":\"yes\"}]} | 400 | services[0].onePacket",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:0\"}]} | 422 | services[0]",
                "{\"services\":[{\"service\":\"tcp:224.0.0.1:80\"}]} | 422 | services[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\"},{\"service\":\"tcp:192.0.2.2:80\"}]} | 422 | services[1]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"group\":\"none\"}]} | 404 | services[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:8080\",\"method\":\"dr\"}]}]} | 422 | services[0].servers[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:8080\",\"method\":\"tun\"}]}]} | 422 | services[0].servers[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"[2001:db8::1]:80\",\"method\":\"nat\"}]}]} | 422 | services[0].servers[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"[2001:db8::1]:80\",\"method\":\"tun\"}]}]} | 422 | services[0].servers[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"fullnat\"}]}]} | 422 | services[0].servers[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"teleport\"}]}]} | 400 | services[0].servers[0].method",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"nat\",\"weight\":-1}]}]} | 400 | services[0].servers[0].weight",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"nat\",\"weight\":2147483648}]}]} | 400 | services[0].servers[0].weight",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"nat\",\"weight\":1.5}]}]} | 400 | services[0].servers[0].weight",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"nat\",\"upperThreshold\":5,\"lowerThreshold\":9}]}]} | 422 | services[0].servers[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"tun\",\"tunnel\":{\"type\":\"gue\"}}]}]} | 400 | services[0].servers[0].tunnel",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"servers\":[{\"server\":\"10.0.0.1:80\",\"method\":\"nat\"},{\"server\":\"10.0.0.1:80\",\"method\":\"nat\"}]}]} | 422 | services[0].servers[1]",
                "{\"owner\":\"b\",\"services\":[{\"service\":\"tcp:192.0.2.1:80\"}]} | 409 | services[0]",
                "{\"owner\":\"b b\",\"services\":[]} | 422 | owner",
                "{\"services\":[],\"timeouts\":{\"tcpSeconds\":0,\"tcpFinSeconds\":1,\"udpSeconds\":1}} | 400 | timeouts",
                "{\"services\":[],\"sysctls\":{\"ip_forward\":\"1\"}} | 422 | sysctls",
                "{\"services\":[],\"sysctls\":{\"conntrack\":\"maybe\"}} | 422 | sysctls",
                "{\"services\":[],\"groups\":[{\"name\":\"g\",\"mode\":\"vrrp\",\"vips\":[{\"role\":\"outside\",\"address\":\"192.0.2.9/32\"}]}]} | 400 | groups[0]",
                "{\"services\":[],\"groups\":[{\"name\":\"g\",\"mode\":\"external\",\"vips\":[]}]} | 400 | groups[0]",
                "{\"services\":[{\"service\":\"tcp:192.0.2.2:80\",\"service\":\"tcp:192.0.2.3:80\"}]} | 400 | ``",
            })
    void refusesADeclarationWithPlaceAndRuleAndChangesNothing(String json, int status, String field)
            throws IOException {
        long before = sequence();
        Answer answer = node.put("/api/v1/configuration", json);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.rule()).as(answer.toString()).isNotEmpty();
        assertThat(answer.detail()).as(answer.toString()).isNotEmpty();
        assertThat(answer.body().path("field").asText()).as(answer.toString()).startsWith(field);
        assertThat(sequence()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | /api/v1/services/tcp:192.0.2.77:80 | 404",
                "GET | /api/v1/services/nonsense | 400",
                "GET | /api/v1/state?at=99999999 | 400",
                "GET | /api/v1/state?at=-1 | 400",
                "GET | /api/v1/events?from=x | 400",
                "GET | /api/v1/events?limit=0 | 400",
                "GET | /api/v1/events?limit=10001 | 400",
                "GET | /api/v1/events?since=yesterday | 400",
                "GET | /api/v1/events?order=up | 400",
                "GET | /api/v1/groups/none | 404",
                "GET | /api/v2/services | 404",
                "DELETE | /api/v1/services/tcp:192.0.2.77:80 | 404",
                "DELETE | /api/v1/services/tcp:192.0.2.1:80/servers/10.9.9.9:80 | 404",
                "DELETE | /api/v1/services/tcp:192.0.2.1:80/servers/none | 400",
                "DELETE | /api/v1/groups/none | 404",
            })
    void refusesARequestForWhatIsNotThere(String method, String path, int status) throws IOException {
        long before = sequence();
        Answer answer = node.send(method, path, Map.of(), null);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.detail()).isNotEmpty();
        assertThat(sequence()).isEqualTo(before);
    }

    @Test
    void outlivesGarbageOnItsSocket() throws IOException {
        long before = sequence();
        for (String garbage : new String[] {
            "\u0000\u0001\u0002\r\n\r\n",
            "GET\r\n\r\n",
            "PUT /api/v1/configuration HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
            "PUT /api/v1/configuration HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{\"ser",
            "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(5000) + "\r\n",
            "A".repeat(100_000),
        }) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(node.director().controlSocket()));
                channel.write(ByteBuffer.wrap(garbage.getBytes(StandardCharsets.ISO_8859_1)));
            } catch (IOException e) {
                assertThat(e).as("the director may end the connection early").hasMessageContaining("Broken pipe");
            }
        }
        assertThat(sequence()).isEqualTo(before);
    }

    private long sequence() throws IOException {
        return node.get("/api/v1/services").body().path("sequence").asLong();
    }
}
