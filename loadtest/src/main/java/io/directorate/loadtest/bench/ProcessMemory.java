package io.directorate.loadtest.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Memory of a process that is in RAM, as {@code /proc/PID/status} tells it (proc(5)).
 *
 * @param residentBytes now ({@code VmRSS})
 * @param peakBytes the most so far ({@code VmHWM})
 * @param flags the JVM's flags that begin with {@code -X}, as given
 */
record ProcessMemory(long residentBytes, long peakBytes, String flags) {
    private static final Pattern FIELD = Pattern.compile("(?m)^(VmRSS|VmHWM):\\s+([0-9]+) kB$");

    static ProcessMemory of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        return parse(
                Files.readString(folder.resolve("status"), StandardCharsets.UTF_8),
                Files.readString(folder.resolve("cmdline"), StandardCharsets.UTF_8));
    }

    static ProcessMemory parse(String status, String commandLine) throws IOException {
        long resident = -1;
        long peak = -1;
        Matcher matcher = FIELD.matcher(status);
        while (matcher.find()) {
            long bytes = Long.parseLong(matcher.group(2)) * 1024;
            if (matcher.group(1).equals("VmRSS")) {
                resident = bytes;
            } else {
                peak = bytes;
            }
        }
        if (resident < 0 || peak < 0) {
            throw new IOException("no VmRSS and VmHWM in the status of a process; it has ended");
        }
        String flags = Stream.of(commandLine.split("\0", -1))
                .filter(word -> word.startsWith("-X"))
                .collect(Collectors.joining(" "));
        return new ProcessMemory(resident, peak, flags);
    }
}
