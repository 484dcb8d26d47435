package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneException.Reason;
import io.directorate.dataplane.netlink.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/**
 * The settings under {@code net.ipv4.vs}, one file each.
 *
 * <p>{@code /proc/sys} shows the network namespace of the thread that opens a file, hence the {@link Place}.
 */
final class Sysctls {
    /** Where the kernel has them. */
    static final Path KERNEL_ROOT = Path.of("/proc/sys/net/ipv4/vs");

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");
    private static final int MAX_VALUE_LENGTH = 256;

    private final Path root;
    private final Place place;

    /** Where files are opened: on the calling thread, or on one in another network namespace. */
    interface Place {
        /** On the calling thread. */
        Place HERE = new Place() {
            @Override
            public <T> T call(Callable<T> work) throws Exception {
                return work.call();
            }
        };

        /** Runs work there and waits for it. */
        <T> T call(Callable<T> work) throws Exception;
    }

    Sysctls(Path root, Place place) {
        this.root = root;
        this.place = place;
    }

    Optional<String> read(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Path file = root.resolve(name);
        return inPlace(() -> {
            try {
                return Optional.of(readAtOnce(file).strip());
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                Errno errno = errnoOf(e);
                throw new DataplaneException(
                        errno == Errno.EACCES ? Reason.NO_PERMISSION : Reason.REFUSED,
                        "cannot read " + file + ": " + errno + " (" + errno.text() + ")",
                        errno.name(),
                        e);
            }
        });
    }

    /**
     * Reads with one call of the system: {@code proc_dointvec} gives nothing to a second one, and {@link Files#readString} begins with a
     * single byte where a file says that it is empty.
     */
    private static String readAtOnce(Path file) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(MAX_VALUE_LENGTH);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.read(value);
        }
        return new String(value.array(), 0, value.position(), StandardCharsets.US_ASCII);
    }

    /** Writes a value; gives the error, empty if it was written. */
    Optional<Errno> write(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of(Errno.ENOENT);
        }
        if (value.isBlank() || value.length() > MAX_VALUE_LENGTH || value.indexOf('\n') >= 0) {
            return Optional.of(Errno.EINVAL);
        }
        Path file = root.resolve(name);
        return inPlace(() -> {
            try {
                Files.writeString(file, value, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(errnoOf(e));
            }
        });
    }

    private <T> T inPlace(Callable<T> work) {
        try {
            return place.call(work);
        } catch (DataplaneException e) {
            throw e;
        } catch (Exception e) {
            throw new DataplaneException(
                    Reason.UNKNOWN_OUTCOME, "cannot reach the settings under " + root + ": " + e.getMessage(), null, e);
        }
    }

    /** The JDK gives the text of the error, not its number. */
    static Errno errnoOf(IOException error) {
        if (error instanceof NoSuchFileException) {
            return Errno.ENOENT;
        }
        if (error instanceof AccessDeniedException) {
            return Errno.EACCES;
        }
        String message = String.valueOf(error.getMessage());
        for (Errno errno : Errno.values()) {
            if (message.endsWith(errno.text())) {
                return errno;
            }
        }
        return Errno.EIO;
    }
}
