package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A network namespace, held open: it exists at least until this is closed.
 *
 * <p>A thread of the JVM never changes its namespace: work for another one is done on a thread made for it, which ends
 * with the work. Sockets stay in the namespace they were opened in, whoever uses them. Thread-safe but for {@link #close}.
 */
public final class NetworkNamespace implements AutoCloseable {
    /** Where {@code ip netns} keeps its names. */
    public static final Path NAMED = Path.of("/run/netns");

    /** The longest that work in a namespace may take where the caller names no other time. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Of the calling thread, not of the process. */
    private static final Path OF_THREAD = Path.of("/proc/thread-self/ns/net");

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;

    private final LibC libc;
    private final String name;
    private final int fd;
    private final long inode;
    private volatile boolean closed;

    private NetworkNamespace(LibC libc, String name, int fd, long inode) {
        this.libc = libc;
        this.name = name;
        this.fd = fd;
        this.inode = inode;
    }

    /**
     * Opens the namespace that a file stands for, as {@code /run/netns/blue} or {@code /proc/42/ns/net}.
     *
     * @throws SystemCallException if there is none, or it may not be opened
     */
    public static NetworkNamespace open(Path path) {
        LibC libc = LibC.get();
        int fd = libc.open(path.toString(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            throw new SystemCallException("open", "network namespace " + path, libc.errno());
        }
        try {
            return new NetworkNamespace(libc, path.toString(), fd, inode(Path.of("/proc/self/fd/" + fd)));
        } catch (RuntimeException e) {
            libc.close(fd);
            throw e;
        }
    }

    /**
     * Opens a namespace by the name that {@code ip netns add} gave it.
     *
     * @throws SystemCallException if there is none of this name, or it may not be opened
     */
    public static NetworkNamespace named(String name) {
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("\"" + name + "\" is not a name of a network namespace");
        }
        return open(NAMED.resolve(name));
    }

    /** Opens the calling thread's namespace. */
    public static NetworkNamespace current() {
        return open(OF_THREAD);
    }

    /**
     * The identity of the calling thread's namespace, without opening it: the inode number, equal for two threads if and
     * only if they are in the same namespace.
     */
    public static long currentInode() {
        return inode(OF_THREAD);
    }

    /**
     * Makes a new, empty namespace without a name; it goes when this is closed and nothing else holds it.
     *
     * @throws SystemCallException with EPERM without CAP_SYS_ADMIN
     */
    public static NetworkNamespace create() {
        return onOwnThread("new network namespace", DEFAULT_TIMEOUT, () -> {
            LibC libc = LibC.get();
            if (libc.unshare(CLONE_NEWNET) != 0) {
                throw new SystemCallException("unshare", "network namespace", libc.errno());
            }
            return current();
        });
    }

    /** The identity: the inode number, as in {@code net:[4026531840]}. */
    public long inode() {
        return inode;
    }

    /** The path by which this process, and with its id others, can name the namespace while this is open. */
    public Path descriptorPath() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + fd());
    }

    /** The open descriptor, for a request that moves a link here (IFLA_NET_NS_FD). */
    public int fd() {
        if (closed) {
            throw new IllegalStateException("network namespace " + name + " is closed");
        }
        return fd;
    }

    /** Runs work in this namespace, at most {@link #DEFAULT_TIMEOUT} long. */
    public <T> T call(Callable<T> work) {
        return call(work, DEFAULT_TIMEOUT);
    }

    /**
     * Runs work in this namespace, on a thread of its own that ends with it.
     *
     * @param work what to do; its unchecked exceptions come out as they are, checked ones inside an
     *     {@link IllegalStateException}
     * @param timeout after which the thread is interrupted and an {@link IllegalStateException} is thrown
     * @throws SystemCallException if the namespace cannot be entered
     */
    public <T> T call(Callable<T> work, Duration timeout) {
        int namespace = fd();
        return onOwnThread("network namespace " + name, timeout, () -> {
            if (libc.setns(namespace, CLONE_NEWNET) != 0) {
                throw new SystemCallException("setns", "network namespace " + name, libc.errno());
            }
            return work.call();
        });
    }

    private static <T> T onOwnThread(String threadName, Duration timeout, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, threadName);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during work in " + threadName, e);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new IllegalStateException("work in " + threadName + " took longer than " + timeout, e);
        } catch (ExecutionException e) {
            throw rethrown(threadName, e);
        }
    }

    private static RuntimeException rethrown(String threadName, ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        if (e.getCause() instanceof Error cause) {
            throw cause;
        }
        return new IllegalStateException("work in " + threadName + " failed: " + e.getCause(), e.getCause());
    }

    private static long inode(Path path) {
        try {
            return ((Number) Files.getAttribute(path, "unix:ino")).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the identity of network namespace " + path, e);
        }
    }

    /** Whether the error says that there is no such namespace. */
    public static boolean isMissing(SystemCallException e) {
        return e.is(Errno.ENOENT);
    }

    @Override
    public String toString() {
        return name + " net:[" + inode + "]";
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            libc.close(fd);
        }
    }
}
