package io.directorate.events.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

final class SyncMessageFuzzTest {
    /** Whatever comes in: no other exception, offsets within the message, and what is taken survives being sent on. */
    @FuzzTest(maxDuration = "10m")
    void readsAnyBytes(byte[] message) throws SyncMessageException {
        SyncMessage read;
        try {
            read = SyncMessageCodec.decode(message);
        } catch (SyncMessageException e) {
            assertThat(e.refusal().reason().scope()).isEqualTo(SyncRefusal.Scope.MESSAGE);
            return;
        }
        assertThat(read.entries().size() + read.refusals().size())
                .isLessThanOrEqualTo(SyncMessageCodec.ENTRIES_HIGHEST);
        assertThat(read.refusals()).allMatch(refusal -> refusal.offset() <= message.length);
        List<ConnectionEntry> back = new ArrayList<>();
        for (byte[] sent : SyncMessageCodec.encode(read.syncId(), read.entries(), SyncMessageCodec.ETHERNET_BYTES)) {
            SyncMessage again = SyncMessageCodec.decode(sent);
            assertThat(again.refusals()).isEmpty();
            back.addAll(again.entries());
        }
        assertThat(back).hasSameSizeAs(read.entries());
        for (int i = 0; i < back.size(); i++) {
            assertThat(back.get(i).key()).isEqualTo(read.entries().get(i).key());
            assertThat(back.get(i).extras()).isEqualTo(read.entries().get(i).extras());
        }
    }
}
