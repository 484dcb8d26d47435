package io.directorate.events.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wireshark's own dissector reads what we write, and reads the kernel's messages as we do. */
final class SyncCodecTsharkIT {
    @TempDir
    private Path directory;

    @BeforeAll
    static void needTshark() throws IOException, InterruptedException {
        Tshark.ensure();
    }

    /** Compares field by field. Wireshark does not step over options, so what follows an entry with some is not compared. */
    private static int compare(JsonNode layer, SyncMessage message) {
        assertThat(layer.path("ipvs.syncid").asInt()).isEqualTo(message.syncId());
        assertThat(layer.path("ipvs.conncount").asInt())
                .isEqualTo(message.entries().size());
        int compared = 0;
        for (ConnectionEntry entry : message.entries()) {
            JsonNode fields = layer.path("Connection #" + (compared + 1));
            compare(fields, entry, message.version());
            compared++;
            if (!entry.extras().equals(ConnectionEntry.Extras.NONE)) {
                break;
            }
        }
        return compared;
    }

    private static void compare(JsonNode fields, ConnectionEntry entry, int version) {
        boolean ipv6 = entry.key().family() == AddressFamily.IPV6;
        assertThat(number(fields, "ipvs.proto")).isEqualTo(entry.key().protocol());
        assertThat(number(fields, "ipvs.state")).isEqualTo(entry.state());
        assertThat(number(fields, "ipvs.cport")).isEqualTo(entry.key().client().port());
        assertThat(number(fields, "ipvs.vport")).isEqualTo(entry.key().virtual().port());
        assertThat(number(fields, "ipvs.dport")).isEqualTo(entry.destination().port());
        assertThat(address(fields, "ipvs.caddr", ipv6))
                .isEqualTo(entry.key().client().address());
        assertThat(address(fields, "ipvs.vaddr", ipv6))
                .isEqualTo(entry.key().virtual().address());
        assertThat(address(fields, "ipvs.daddr", ipv6))
                .isEqualTo(entry.destination().address());
        long flags = entry.flags().raw() & 0xffff_ffffL;
        if (version == 0) {
            assertThat(number(fields, "ipvs.flags")).isEqualTo(flags);
            return;
        }
        assertThat(number(fields, "ipvs.flags.v1")).isEqualTo(flags);
        assertThat(number(fields, "ipvs.type")).isEqualTo(ipv6 ? 1 : 0);
        assertThat(number(fields, "ipvs.ver")).isZero();
        assertThat(number(fields, "ipvs.size.v1")).isEqualTo(SyncEntryCodec.sizeBytes(entry));
        assertThat(number(fields, "ipvs.fwmark")).isEqualTo(entry.key().fwmark());
        assertThat(number(fields, "ipvs.timeout")).isEqualTo(entry.timeoutSeconds());
    }

    private static long number(JsonNode fields, String name) {
        assertThat(fields.has(name)).as("tshark shows %s", name).isTrue();
        return Long.decode(fields.path(name).asText());
    }

    private static IpAddress address(JsonNode fields, String name, boolean ipv6) {
        return IpAddress.parse(fields.path(ipv6 ? name + "6" : name).asText());
    }

    private List<JsonNode> dissect(Path capture) throws IOException, InterruptedException {
        List<JsonNode> layers = new ArrayList<>();
        for (JsonNode packet : new ObjectMapper().readTree(Tshark.run("-r", capture.toString(), "-T", "json"))) {
            JsonNode layer = packet.path("_source").path("layers").path("ipvs");
            assertThat(layer.isObject())
                    .as("tshark takes packet %d for IPVS", layers.size() + 1)
                    .isTrue();
            layers.add(layer);
        }
        return layers;
    }

    private void compareAll(List<byte[]> messages, int expected) throws Exception {
        Path capture = directory.resolve("messages.pcap");
        Pcap.write(capture, messages);
        List<JsonNode> layers = dissect(capture);
        assertThat(layers).hasSameSizeAs(messages);
        int compared = 0;
        for (int i = 0; i < messages.size(); i++) {
            compared += compare(layers.get(i), SyncMessageCodec.decode(messages.get(i)));
        }
        assertThat(compared).isGreaterThanOrEqualTo(expected);
    }

    @Test
    void wiresharkReadsSeveralEntriesInAMessage() throws Exception {
        ConnectionGen gen = new ConnectionGen();
        List<ConnectionEntry> entries = gen.entries(400).stream()
                .map(entry -> entry.with(ConnectionEntry.Extras.NONE))
                .toList();
        compareAll(SyncMessageCodec.encode(3, entries, SyncMessageCodec.ETHERNET_BYTES), 400);
    }

    @Test
    void wiresharkReadsEveryEntryWithOptions() throws Exception {
        ConnectionGen gen = new ConnectionGen();
        List<byte[]> messages = new ArrayList<>();
        for (ConnectionEntry entry : gen.entries(60)) {
            ConnectionEntry.Extras extras = new ConnectionEntry.Extras(
                    entry.extras().sequence(),
                    entry.extras().persistenceEngine(),
                    new DirectorateOption(
                            Optional.of(entry.destination()), Optional.of(new Ownership(7, gen.name(20)))),
                    List.of());
            // The entry with options goes last, as it does for whoever wants Wireshark to read all.
            List<ConnectionEntry> pair = List.of(entry.with(ConnectionEntry.Extras.NONE), entry.with(extras));
            messages.addAll(SyncMessageCodec.encode(3, pair, SyncMessageCodec.ETHERNET_BYTES));
        }
        compareAll(messages, 120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single.pcap", "packed.pcap", "version0.pcap"})
    void readsTheKernelsMessagesAsWiresharkDoes(String capture) throws Exception {
        List<byte[]> payloads = Pcap.resource(capture);
        compareAll(payloads, 31);
    }
}
