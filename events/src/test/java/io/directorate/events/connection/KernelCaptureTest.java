package io.directorate.events.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.AddressFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a real kernel; {@code ipvs-sync/README.md} tells how they were captured. */
final class KernelCaptureTest {
    private static List<ConnectionEntry> entries(String capture) throws IOException, SyncMessageException {
        List<ConnectionEntry> entries = new ArrayList<>();
        for (byte[] payload : Pcap.resource(capture)) {
            SyncMessage message = SyncMessageCodec.decode(payload);
            assertThat(message.syncId()).isEqualTo(9);
            assertThat(message.refusals()).isEmpty();
            entries.addAll(message.entries());
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed.pcap", "single.pcap"})
    void writesExactlyTheBytesThatTheKernelWrote(String capture) throws IOException, SyncMessageException {
        for (byte[] payload : Pcap.resource(capture)) {
            SyncMessage message = SyncMessageCodec.decode(payload);
            assertThat(SyncMessageCodec.encode(message.syncId(), message.entries(), SyncMessageCodec.ETHERNET_BYTES))
                    .containsExactly(payload);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed.pcap", "single.pcap"})
    void readsEveryKindOfEntry(String capture) throws IOException, SyncMessageException {
        List<ConnectionEntry> entries = entries(capture);
        assertThat(entries).hasSize(43);
        assertThat(entries)
                .anyMatch(entry -> entry.tcpState().equals(java.util.Optional.of(TcpState.CLOSE)))
                .anyMatch(entry -> entry.tcpState().equals(java.util.Optional.of(TcpState.TIME_WAIT)))
                .anyMatch(entry ->
                        entry.key().protocol() == 132 && entry.stateName().equals("CLOSED"))
                .anyMatch(entry -> entry.stateName().equals("UDP"))
                .anyMatch(entry -> entry.key().family() == AddressFamily.IPV6)
                .anyMatch(entry ->
                        entry.isTemplate() && entry.key().client().port() == 0 && entry.timeoutSeconds() == 300)
                .anyMatch(entry -> entry.key().fwmark() == 7 && entry.key().protocol() == 6)
                .anyMatch(entry -> entry.key().fwmark() == 7
                        && entry.isTemplate()
                        && entry.key().protocol() == 0)
                .anyMatch(entry -> entry.extras()
                        .persistenceEngine()
                        .equals(java.util.Optional.of(new PersistenceEngineData(
                                "sip",
                                "f81d4fae-7dec-11d0-a765@10.0.0.1"
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)))));
    }

    @Test
    void readsVersion0() throws IOException, SyncMessageException {
        assertThat(entries("version0.pcap"))
                .hasSize(31)
                .allMatch(entry -> entry.key().family() == AddressFamily.IPV4 && entry.timeoutSeconds() == 0)
                .anyMatch(entry -> entry.tcpState().equals(java.util.Optional.of(TcpState.ESTABLISHED)));
    }
}
