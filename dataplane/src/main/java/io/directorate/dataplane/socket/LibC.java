package io.directorate.dataplane.socket;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The functions of the C library that are used, each as in its manual page, and the errno of the last one.
 *
 * <p>Pointers are raw addresses ({@link #address}); whoever passes one keeps the buffer reachable until the call returns.
 * Structures are laid out by the callers for 64-bit Linux with the asm-generic numbers of socket options, so other
 * machines are refused at load. Thread-safe.
 */
final class LibC {
    /** Machines with 64-bit {@code long} and the socket option numbers of include/uapi/asm-generic/socket.h. */
    private static final Set<String> MACHINES =
            Set.of("amd64", "x86_64", "aarch64", "riscv64", "loongarch64", "s390x", "ppc64le");

    private static final Type INT = Type.SINT32;
    /** size_t, ssize_t and pointers. */
    private static final Type WORD = Type.SINT64;

    private final Invoker invoker = Invoker.getInstance();
    private final LastError lastError = LastError.getInstance();
    private final Function socket;
    private final Function bind;
    private final Function getsockname;
    private final Function setsockopt;
    private final Function getsockopt;
    private final Function send;
    private final Function connect;
    private final Function recv;
    private final Function recvmmsg;
    private final Function mmap;
    private final Function munmap;
    private final Function syscall;
    private final Function close;
    private final Function open;
    private final Function setns;
    private final Function unshare;
    private final Function ifNameToIndex;

    private record Function(long address, CallContext context) {}

    private static final class Holder {
        static final LibC INSTANCE = load();
    }

    /** The functions, loaded at the first call. */
    static LibC get() {
        return Holder.INSTANCE;
    }

    private static LibC load() {
        String machine = System.getProperty("os.arch", "");
        if (!System.getProperty("os.name", "").equals("Linux") || !MACHINES.contains(machine)) {
            throw new UnsupportedOperationException("native calls need 64-bit Linux on one of " + MACHINES
                    + ", this is " + System.getProperty("os.name") + " on " + machine);
        }
        try {
            return new LibC(Library.getCachedInstance("libc.so.6", Library.LAZY | Library.LOCAL));
        } catch (UnsatisfiedLinkError e) {
            throw new UnsupportedOperationException(
                    "cannot load the native part of jffi; if " + System.getProperty("java.io.tmpdir")
                            + " is mounted noexec, pass -Djffi.extract.dir=<a directory that is not>",
                    e);
        }
    }

    private LibC(Library library) {
        socket = function(library, "socket", INT, INT, INT, INT);
        bind = function(library, "bind", INT, INT, WORD, INT);
        getsockname = function(library, "getsockname", INT, INT, WORD, WORD);
        setsockopt = function(library, "setsockopt", INT, INT, INT, INT, WORD, INT);
        getsockopt = function(library, "getsockopt", INT, INT, INT, INT, WORD, WORD);
        send = function(library, "send", WORD, INT, WORD, WORD, INT);
        connect = function(library, "connect", INT, INT, WORD, INT);
        recv = function(library, "recv", WORD, INT, WORD, WORD, INT);
        mmap = function(library, "mmap", WORD, WORD, WORD, INT, INT, INT, WORD);
        munmap = function(library, "munmap", INT, WORD, WORD);
        syscall = function(library, "syscall", WORD, WORD, WORD, WORD, WORD, WORD, WORD);
        recvmmsg = function(library, "recvmmsg", INT, INT, WORD, INT, INT, WORD);
        close = function(library, "close", INT, INT);
        open = function(library, "open", INT, WORD, INT);
        setns = function(library, "setns", INT, INT, INT);
        unshare = function(library, "unshare", INT, INT);
        ifNameToIndex = function(library, "if_nametoindex", INT, WORD);
    }

    private static Function function(Library library, String name, Type result, Type... parameters) {
        long address = library.getSymbolAddress(name);
        if (address == 0) {
            throw new UnsatisfiedLinkError("the C library has no " + name);
        }
        boolean saveErrno = true;
        return new Function(
                address, CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, saveErrno));
    }

    /** The errno of this thread's last call here. */
    int errno() {
        return lastError.get();
    }

    /** Memory at an address, in the byte order of the host; whoever unmaps it lets go of the buffer before. */
    static ByteBuffer memory(long address, long length) {
        return MemoryIO.getInstance()
                .newDirectByteBuffer(address, Math.toIntExact(length))
                .order(ByteOrder.nativeOrder());
    }

    /** The address of a direct buffer's byte 0. */
    static long address(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    int socket(int domain, int type, int protocol) {
        return (int) invoker.invokeN3(socket.context, socket.address, domain, type, protocol);
    }

    int bind(int fd, long address, int length) {
        return (int) invoker.invokeN3(bind.context, bind.address, fd, address, length);
    }

    int connect(int fd, long address, int length) {
        return (int) invoker.invokeN3(connect.context, connect.address, fd, address, length);
    }

    int getsockname(int fd, long address, long lengthAddress) {
        return (int) invoker.invokeN3(getsockname.context, getsockname.address, fd, address, lengthAddress);
    }

    int setsockopt(int fd, int level, int option, long value, int length) {
        return (int) invoker.invokeN5(setsockopt.context, setsockopt.address, fd, level, option, value, length);
    }

    int getsockopt(int fd, int level, int option, long value, long lengthAddress) {
        return (int) invoker.invokeN5(getsockopt.context, getsockopt.address, fd, level, option, value, lengthAddress);
    }

    long send(int fd, long address, long length, int flags) {
        return invoker.invokeN4(send.context, send.address, fd, address, length, flags);
    }

    long recv(int fd, long address, long length, int flags) {
        return invoker.invokeN4(recv.context, recv.address, fd, address, length, flags);
    }

    /** Maps memory of a file for reading and writing, shared; -1 on failure. */
    long mapShared(long length, int fd, long offset) {
        int readWrite = 3;
        int shared = 1;
        return invoker.invokeN6(mmap.context, mmap.address, 0, length, readWrite, shared, fd, offset);
    }

    int munmap(long address, long length) {
        return (int) invoker.invokeN2(munmap.context, munmap.address, address, length);
    }

    /** A system call that the C library has no function for; arguments that it does not take are ignored. */
    int syscall(long number, long first, long second, long third, long fourth, long fifth) {
        return (int) invoker.invokeN6(syscall.context, syscall.address, number, first, second, third, fourth, fifth);
    }

    int recvmmsg(int fd, long vector, int count, int flags) {
        return (int) invoker.invokeN5(recvmmsg.context, recvmmsg.address, fd, vector, count, flags, 0);
    }

    int close(int fd) {
        return (int) invoker.invokeN1(close.context, close.address, fd);
    }

    int open(String path, int flags) {
        ByteBuffer text = nulTerminated(path);
        try {
            return (int) invoker.invokeN2(open.context, open.address, address(text), flags);
        } finally {
            Reference.reachabilityFence(text);
        }
    }

    int setns(int fd, int type) {
        return (int) invoker.invokeN2(setns.context, setns.address, fd, type);
    }

    int unshare(int flags) {
        return (int) invoker.invokeN1(unshare.context, unshare.address, flags);
    }

    int ifNameToIndex(String name) {
        ByteBuffer text = nulTerminated(name);
        try {
            return (int) invoker.invokeN1(ifNameToIndex.context, ifNameToIndex.address, address(text));
        } finally {
            Reference.reachabilityFence(text);
        }
    }

    private static ByteBuffer nulTerminated(String text) {
        byte[] characters = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(characters.length + 1).put(characters).put((byte) 0);
    }
}
