package io.directorate.node.ipvsadm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a list of calls with the C program or with ours, and writes down what each printed and its exit status.
 *
 * <p>Arguments: {@code real} or {@code ours}, the file of calls, the file to write. A call is a line: arguments, each ended by the unit
 * separator; standard input, if any, after a record separator, with line feeds as {@code \n}.
 */
final class TranscriptMain {
    private static final String REAL_PROGRAM = "/usr/sbin/ipvsadm";
    private static final char ARGUMENT_END = '\u001f';
    private static final char INPUT_START = '\u001e';

    private TranscriptMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean real = arguments[0].equals("real");
        System.setProperty(IpvsadmMain.NAME_PROPERTY, REAL_PROGRAM);
        StringBuilder transcript = new StringBuilder();
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            Call call = Call.parse(line);
            Outcome outcome = real ? runReal(call) : runOurs(call);
            transcript
                    .append("=== ")
                    .append(call.describe())
                    .append("\nstatus ")
                    .append(outcome.status)
                    .append("\n--- out\n")
                    .append(outcome.out)
                    .append("--- err\n")
                    .append(outcome.err);
        }
        Files.writeString(Path.of(arguments[2]), transcript);
    }

    private record Outcome(int status, String out, String err) {}

    /**
     * A call.
     *
     * @param arguments without the program
     * @param input standard input; empty for none
     */
    record Call(List<String> arguments, String input) {
        static Call of(String... arguments) {
            return new Call(List.of(arguments), "");
        }

        static Call restore(String input) {
            return new Call(List.of("-R"), input);
        }

        String encode() {
            StringBuilder line = new StringBuilder();
            for (String argument : arguments) {
                line.append(argument).append(ARGUMENT_END);
            }
            if (!input.isEmpty()) {
                line.append(INPUT_START)
                        .append(input.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
            }
            return line.toString();
        }

        static Call parse(String line) {
            int inputAt = line.indexOf(INPUT_START);
            String head = inputAt < 0 ? line : line.substring(0, inputAt);
            List<String> arguments = new ArrayList<>();
            for (int end = head.indexOf(ARGUMENT_END); end >= 0; end = head.indexOf(ARGUMENT_END)) {
                arguments.add(head.substring(0, end));
                head = head.substring(end + 1);
            }
            String input = inputAt < 0 ? "" : line.substring(inputAt + 1);
            return new Call(
                    arguments, input.replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\"));
        }

        String describe() {
            return String.join(" ", arguments) + (input.isEmpty() ? "" : " < " + input.replace("\n", "\\n"));
        }
    }

    private static Outcome runReal(Call call) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(REAL_PROGRAM));
        command.addAll(call.arguments());
        Path err = Files.createTempFile("transcript", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(call.input().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading its input.
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }

    private static Outcome runOurs(Call call) {
        InputStream in = new ByteArrayInputStream(call.input().getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = IpvsadmMain.run(
                call.arguments().toArray(new String[0]),
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
