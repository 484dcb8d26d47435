package io.directorate.node.pki;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a file holds, reading it gives certificates or a {@link PkiException} that names the file. */
class PemFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyFile(FuzzedDataProvider data) {
        boolean wrapped = data.consumeBoolean();
        byte[] content = data.consumeRemainingAsBytes();
        byte[] text =
                wrapped ? PemFile.format(Certificates.LABEL, content).getBytes(StandardCharsets.US_ASCII) : content;
        try {
            Certificates.of(PemFile.parse("fuzz.pem", text)).forEach(Certificates::describe);
        } catch (PkiException e) {
            if (!e.getMessage().startsWith("fuzz.pem")) {
                throw new AssertionError("the refusal does not name the file: " + e.getMessage());
            }
        }
    }
}
