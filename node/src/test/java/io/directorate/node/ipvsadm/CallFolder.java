package io.directorate.node.ipvsadm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with calls and what they came to, by which a test and the guest talk. */
record CallFolder(Path path, List<Call> calls) {
    /** As which both programs are called, since it stands in their hints. */
    static final String REAL_PROGRAM = "/usr/sbin/ipvsadm";

    static final String CALLS = "calls";

    static CallFolder create(Path parent, List<Call> calls) throws IOException {
        Path folder = Files.createTempDirectory(parent, "calls-");
        Files.write(folder.resolve(CALLS), calls.stream().map(Call::encode).toList());
        return new CallFolder(folder, calls);
    }

    /** A bash script that makes the calls with the C program, without a process more than they need. */
    Path writeScript() throws IOException {
        StringBuilder script = new StringBuilder("cd " + quoted(path.toString()) + "\n");
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            Files.writeString(path.resolve(i + ".in"), call.input());
            script.append(REAL_PROGRAM);
            call.arguments().forEach(word -> script.append(' ').append(quoted(word)));
            script.append(" <%d.in >%d.out 2>%d.err; echo $? >%d.status\n".formatted(i, i, i, i));
        }
        return Files.writeString(path.resolve("script"), script);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    static void write(Path folder, int number, Outcome outcome) throws IOException {
        Files.writeString(folder.resolve(number + ".out"), outcome.out());
        Files.writeString(folder.resolve(number + ".err"), outcome.err());
        Files.writeString(folder.resolve(number + ".status"), outcome.status() + "\n");
    }

    List<Outcome> outcomes() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            outcomes.add(new Outcome(
                    Integer.parseInt(
                            Files.readString(path.resolve(i + ".status")).strip()),
                    Files.readString(path.resolve(i + ".out")),
                    Files.readString(path.resolve(i + ".err"))));
        }
        return outcomes;
    }
}
