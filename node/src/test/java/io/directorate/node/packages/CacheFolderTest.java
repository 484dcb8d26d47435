package io.directorate.node.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
    @Test
    void theSettingWinsOverTheCommonPlaces() {
        Map<String, String> all = Map.of("DIRECTORATE_CACHE", "/env", "XDG_CACHE_HOME", "/xdg");

        assertThat(CacheFolder.of("/property", all, "/home/me").path()).isEqualTo(Path.of("/property"));
        assertThat(CacheFolder.of(null, all, "/home/me").path()).isEqualTo(Path.of("/env"));
        assertThat(CacheFolder.of("", Map.of("XDG_CACHE_HOME", "/xdg"), "/home/me")
                        .path())
                .isEqualTo(Path.of("/xdg/directorate"));
        assertThat(CacheFolder.of(null, Map.of("XDG_CACHE_HOME", "relative"), "/home/me")
                        .path())
                .isEqualTo(Path.of("/home/me/.cache/directorate"));
    }

    @Test
    void onlyOneWorksInItAtATime(@TempDir Path folder) {
        CacheFolder cache = new CacheFolder(folder.resolve("new"));
        AtomicInteger inside = new AtomicInteger();
        List<CompletableFuture<Integer>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> cache.locked(() -> {
                            int together = inside.incrementAndGet();
                            LockSupport.parkNanos(1_000_000);
                            inside.decrementAndGet();
                            return together;
                        }),
                        task -> new Thread(task, "cache " + i).start()))
                .toList();

        assertThat(all.stream().map(CompletableFuture::join)).containsOnly(1);
    }

    @Test
    void whoHoldsItMayEnterAgain(@TempDir Path folder) {
        CacheFolder cache = new CacheFolder(folder);

        assertThat(cache.locked(() -> cache.locked(() -> "done"))).isEqualTo("done");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheSetting(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new CacheFolder(file.resolve("below")).locked(() -> "never"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("DIRECTORATE_CACHE");
    }
}
