package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that pin how things are written. A difference means that old logs could not be read: add a new version instead. New files, and those
 * only, are written with {@code -Dgolden.write=true}.
 */
final class Golden {
    private static final Path ROOT = Path.of("src/test/resources/golden/v1");

    private Golden() {}

    /** Compares with the file; returns the file's content. */
    static byte[] check(String name, byte[] written) {
        Path file = ROOT.resolve(name);
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, new String(written, StandardCharsets.UTF_8) + "\n");
            }
            String content = Files.readString(file).stripTrailing();
            assertThat(new String(written, StandardCharsets.UTF_8)).as(name).isEqualTo(content);
            return content.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("no golden file " + file + "; write it with -Dgolden.write=true", e);
        }
    }

    /** A file's content. */
    static byte[] read(String name) {
        try {
            return Files.readAllBytes(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of all files below a folder. */
    static Set<String> names(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> folder + "/" + file.getFileName()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
