package io.directorate.dataplane.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.netlink.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Network namespaces of this machine's kernel. */
class NetworkNamespaceIT {
    @Test
    void knowsTheNamespaceOfTheCallingThread() {
        try (NetworkNamespace own = NetworkNamespace.current()) {
            assertThat(own.inode()).isEqualTo(NetworkNamespace.currentInode());
            assertThat(own.toString()).contains("net:[" + own.inode() + "]");
        }
    }

    @Test
    void worksInANewNamespaceAndLeavesTheCallerWhereItWas() {
        long before = NetworkNamespace.currentInode();
        try (NetworkNamespace namespace = TestNamespaces.create()) {
            assertThat(namespace.call(NetworkNamespace::currentInode)).isEqualTo(namespace.inode());
            assertThat(namespace.inode()).isNotEqualTo(before);
            assertThat(namespace.call(() -> LinkIndex.of("lo"))).hasValue(1);
            assertThat(namespace.call(() -> LinkIndex.of("no-such-link"))).isEmpty();
            assertThat(NetworkNamespace.currentInode()).isEqualTo(before);
        }
    }

    @Test
    void opensTheSameNamespaceByItsPath() {
        try (NetworkNamespace namespace = TestNamespaces.create();
                NetworkNamespace again = NetworkNamespace.open(namespace.descriptorPath())) {
            assertThat(again.inode()).isEqualTo(namespace.inode());
        }
    }

    @Test
    void letsExceptionsOfTheWorkOut() {
        try (NetworkNamespace namespace = TestNamespaces.create()) {
            assertThatThrownBy(() -> namespace.call(() -> {
                        throw new UnsupportedOperationException("as it is");
                    }))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("as it is");
            assertThatThrownBy(() -> namespace.call(() -> {
                        throw new IOException("wrapped");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wrapped");
        }
    }

    @Test
    void givesUpWorkThatTakesTooLong() {
        CountDownLatch never = new CountDownLatch(1);
        try (NetworkNamespace namespace = TestNamespaces.create()) {
            assertThatThrownBy(() -> namespace.call(
                            () -> {
                                never.await();
                                return 0;
                            },
                            Duration.ofMillis(20)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("took longer");
        }
    }

    @Test
    void namesANamespaceThatIsNotThere() {
        SystemCallException error =
                catchThrowableOfType(SystemCallException.class, () -> NetworkNamespace.named("no-such-namespace"));
        assertThat(error.is(Errno.ENOENT)).isTrue();
        assertThat(error).hasMessageContaining("/run/netns/no-such-namespace");
        assertThatThrownBy(() -> NetworkNamespace.named("../etc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAFileThatIsNoNamespace() {
        try (NetworkNamespace nonsense = NetworkNamespace.open(Path.of("/dev/null"))) {
            SystemCallException error = catchThrowableOfType(SystemCallException.class, () -> nonsense.call(() -> 0));
            assertThat(error.call()).isEqualTo("setns");
            assertThat(error.is(Errno.EINVAL)).isTrue();
        }
    }

    @Test
    void refusesUseAfterClose() {
        NetworkNamespace own = NetworkNamespace.current();
        own.close();
        own.close();
        assertThatThrownBy(() -> own.call(() -> 0)).isInstanceOf(IllegalStateException.class);
    }
}
