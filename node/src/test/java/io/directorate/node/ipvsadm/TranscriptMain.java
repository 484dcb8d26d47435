package io.directorate.node.ipvsadm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a list of calls in one JVM, and writes down what each printed and its exit status. Arguments: a folder that {@link CallFolder}
 * filled.
 */
final class TranscriptMain {
    private TranscriptMain() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty(IpvsadmMain.NAME_PROPERTY, CallFolder.REAL_PROGRAM);
        Path folder = Path.of(arguments[0]);
        List<Call> calls = Files.readAllLines(folder.resolve(CallFolder.CALLS)).stream()
                .map(Call::parse)
                .toList();
        for (int i = 0; i < calls.size(); i++) {
            CallFolder.write(folder, i, run(calls.get(i)));
        }
    }

    private static Outcome run(Call call) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = IpvsadmMain.run(
                call.arguments().toArray(new String[0]),
                new ByteArrayInputStream(call.input().getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
