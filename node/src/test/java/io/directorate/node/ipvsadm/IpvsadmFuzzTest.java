package io.directorate.node.ipvsadm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.events.model.IpAddress;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Whatever stands in a saved file, in the kernel's list of connections or in a name server's answer: a result or a refusal. */
class IpvsadmFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyRestore(byte[] input) throws IOException {
        IpvsadmParser parser = new IpvsadmParser("ipvsadm", new FewNames());
        RestoreReader reader = new RestoreReader(new ByteArrayInputStream(input), false);
        try {
            for (Optional<List<String>> line = reader.next(); line.isPresent(); line = reader.next()) {
                try {
                    parser.parse(line.get());
                } catch (CallFailure e) {
                    if (e.status() != CallFailure.USAGE && e.status() != CallFailure.REFUSED) {
                        throw new AssertionError("exit status " + e.status() + " for " + line.get(), e);
                    }
                }
            }
        } catch (CallFailure e) {
            if (input.length <= RestoreReader.MAX_LINE_BYTES) {
                throw new AssertionError("a short input was refused: " + e.text(), e);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void printsAnyListOfConnections(byte[] input) throws IOException {
        StringBuilder out = new StringBuilder();
        String text = "title\n" + new String(input, StandardCharsets.ISO_8859_1);
        ConnectionList.print(new BufferedReader(new StringReader(text)), "list", ListFormat.PLAIN, new FewNames(), out);
        if (!out.toString().startsWith("IPVS connection entries\n")) {
            throw new AssertionError("no title: " + out);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyAnswerOfANameServer(byte[] input) {
        PtrMessage query = new PtrMessage(IpAddress.parse("192.0.2.1"), 1);
        Optional<PtrMessage.Answer> answer = query.decode(ByteBuffer.wrap(input));
        answer.flatMap(PtrMessage.Answer::name).ifPresent(name -> {
            if (name.isEmpty() || name.length() > 320) {
                throw new AssertionError("a name of " + name.length() + " characters");
            }
        });
    }
}
