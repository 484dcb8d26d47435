package io.directorate.node.ipvsadm;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.ipvs.KernelDataplane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens the kernel's IPVS in the caller's network namespace, loading the module where it is missing, as {@code ipvsadm} does. */
final class KernelAccess implements AutoCloseable {
    /** The longest wait for an answer of the kernel. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Duration MODPROBE_TIMEOUT = Duration.ofSeconds(30);
    private static final int CAP_NET_RAW = 13;

    private @Nullable Dataplane open;

    /**
     * The open table.
     *
     * @throws CallFailure with the text of {@code ipvsadm} if there is none
     */
    Dataplane dataplane() {
        if (open == null) {
            open = open();
        }
        return open;
    }

    private static Dataplane open() {
        try {
            return KernelDataplane.open(Optional.empty(), TIMEOUT);
        } catch (DataplaneException first) {
            if (!modprobe()) {
                throw failure(first);
            }
        }
        try {
            return KernelDataplane.open(Optional.empty(), TIMEOUT);
        } catch (DataplaneException second) {
            throw failure(second);
        }
    }

    private static CallFailure failure(DataplaneException e) {
        return CallFailure.fatal(
                CallFailure.USAGE,
                "Can't initialize ipvs: " + reason(e)
                        + "\nAre you sure that IP Virtual Server is built in the kernel or as module?");
    }

    /** The C program's last resort is a raw socket; its error is what it prints. */
    private static String reason(DataplaneException e) {
        return switch (e.reason()) {
            case NO_PERMISSION -> KernelErrors.text("EPERM");
            case NO_IPVS -> KernelErrors.text(mayOpenRawSocket() ? "ENOPROTOOPT" : "EPERM");
            default -> e.errno().map(KernelErrors::text).orElse(String.valueOf(e.getMessage()));
        };
    }

    private static boolean mayOpenRawSocket() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("CapEff:")) {
                    long capabilities = Long.parseUnsignedLong(line.substring(7).trim(), 16);
                    return (capabilities & 1L << CAP_NET_RAW) != 0;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return false;
        }
        return false;
    }

    private static boolean modprobe() {
        try {
            Process process = new ProcessBuilder("/sbin/modprobe", "--", "ip_vs")
                    .inheritIO()
                    .start();
            boolean ended = process.waitFor(MODPROBE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroy();
            }
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}
