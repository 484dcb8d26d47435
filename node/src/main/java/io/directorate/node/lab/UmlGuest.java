package io.directorate.node.lab;

import io.directorate.node.lab.shell.Shell;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A User-Mode-Linux guest: a real kernel with IPVS as an ordinary process of this host. Its root is the host's own file
 * system, read-write, so programs and results need no copying; {@code /run} and {@code /dev/shm} are its own. Commands
 * run in it as root, one after another or several at once, all in one boot (about two seconds).
 *
 * <p>Pitfalls: a file that the guest has open does not show what the host changes in it, so hand over files by new
 * names; a system call costs some hundred times what it costs on the host. Interface names such as {@code b} or
 * {@code f} are read by {@code ip} as key words.
 *
 * <p>The guest dies with this object ({@link #close}), at its time limit, and when this process dies, however that
 * happens. Safe for use by several threads; two threads follow it.
 */
public final class UmlGuest implements Shell, AutoCloseable {
    private static final long BUSY_POLL_MILLIS = 5;
    private static final long IDLE_POLL_MILLIS = 50;
    private static final Duration ORDERLY_END = Duration.ofSeconds(8);
    private static final Duration FORCED_END = Duration.ofSeconds(10);

    private final GuestOptions options;
    private final JobFolder folder;
    private final Process supervisor;
    private final OutputStream controlLine;
    private final AtomicLong lastJob = new AtomicLong();
    private final List<GuestProcess> running = new CopyOnWriteArrayList<>();
    private final Thread follower;
    private final Object state = new Object();
    private @Nullable GuestDiedException death;
    private boolean closing;
    private String dmesgAtEnd = "";

    private UmlGuest(GuestOptions options, JobFolder folder, Process supervisor) {
        this.options = options;
        this.folder = folder;
        this.supervisor = supervisor;
        this.controlLine = supervisor.getOutputStream();
        this.follower = new Thread(this::follow, "guest-follower-" + supervisor.pid());
        follower.setDaemon(true);
    }

    /**
     * Boots a guest and returns when it takes commands.
     *
     * @throws GuestDiedException when it does not come up within {@link GuestOptions#bootTimeLimit}
     * @throws LabUnavailableException when this machine cannot start it
     */
    public static UmlGuest boot(UmlKernel kernel, GuestOptions options) {
        JobFolder folder = null;
        try {
            folder = JobFolder.create(kernel, options);
            UmlGuest guest = new UmlGuest(options, folder, startSupervisor(kernel, options, folder));
            guest.follower.start();
            guest.awaitUp();
            return guest;
        } catch (IOException e) {
            throw new LabUnavailableException(
                    "Cannot start a guest with " + kernel.executable() + " in " + folder + ": " + e
                            + ". It needs bash, setsid, setpriv and unshare (packages bash and util-linux) and room in "
                            + System.getProperty("java.io.tmpdir") + ".",
                    e);
        }
    }

    /** Boots a guest for one command and returns what that left. */
    public static ShellResult runOnce(UmlKernel kernel, GuestOptions options, ShellCommand command) {
        try (UmlGuest guest = boot(kernel, options)) {
            return guest.run(command);
        }
    }

    private static Process startSupervisor(UmlKernel kernel, GuestOptions options, JobFolder folder)
            throws IOException {
        Path job = folder.path();
        List<String> words = new ArrayList<>(List.of(
                "setsid",
                "bash",
                job.resolve("supervise.sh").toString(),
                job.toString(),
                Long.toString(options.timeLimit().toSeconds())));
        if (!options.hostNamespace().isEmpty()) {
            words.addAll(List.of("ip", "netns", "exec", options.hostNamespace()));
        }
        words.addAll(OneCpu.words());
        words.addAll(List.of(
                kernel.executable().toString(),
                "mem=" + options.memoryMegabytes() + "M",
                "rootfstype=hostfs",
                "rootflags=/",
                "rw",
                "init=" + job.resolve("init.sh"),
                // Words that the kernel does not know become the first process's environment.
                "JOBDIR=" + job,
                "uml_dir=" + job + "/",
                "con=null",
                "con0=null,fd:1",
                "ssl=null",
                "ssl0=fd:3,null",
                "quiet"));
        words.addAll(options.kernelArguments());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.redirectErrorStream(true)
                .redirectOutput(job.resolve("supervisor").toFile());
        builder.environment().merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (own, system) -> own + ":" + system);
        builder.environment()
                .put(
                        "TMPDIR",
                        MemoryFolder.choose(options.memoryMegabytes(), job).toString());
        return builder.start();
    }

    private void awaitUp() {
        long deadline = System.nanoTime() + options.bootTimeLimit().toNanos();
        while (!folder.isUp()) {
            GuestDiedException dead = death();
            if (dead == null && System.nanoTime() >= deadline) {
                dead = new GuestDiedException(
                        "The guest did not come up within "
                                + options.bootTimeLimit().toSeconds() + " s",
                        folder.consoleTail());
            }
            if (dead != null) {
                close();
                throw dead;
            }
            pause(BUSY_POLL_MILLIS);
        }
    }

    @Override
    public ShellProcess start(ShellCommand command) {
        ShellCommand placed = command.directory().isPresent() ? command : command.withDirectory(options.directory());
        long id = lastJob.incrementAndGet();
        requireAlive();
        try {
            GuestProcess process = new GuestProcess(this, id, folder.job(id), placed);
            synchronized (state) {
                requireAlive();
                running.add(process);
            }
            LockSupport.unpark(follower);
            control("run " + id);
            return process;
        } catch (IOException e) {
            throw new ShellException("Cannot hand a command to the guest in " + folder.path() + ": " + e, e);
        }
    }

    private void requireAlive() {
        synchronized (state) {
            GuestDiedException dead = death;
            if (closing) {
                throw new GuestDiedException("The guest was closed", "");
            }
            if (dead != null) {
                throw new GuestDiedException(dead.reason(), dead.consoleTail());
            }
        }
    }

    /** Sends one line to the guest's first process. */
    void control(String line) {
        try {
            synchronized (controlLine) {
                controlLine.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                controlLine.flush();
            }
        } catch (IOException e) {
            GuestDiedException dead = death();
            throw dead != null ? dead : new ShellException("The guest's supervisor is gone: " + e, e);
        }
    }

    /** The kernel's messages so far, or at its orderly end. */
    public String dmesg() {
        synchronized (state) {
            if (closing) {
                return dmesgAtEnd;
            }
        }
        return run("dmesg").check("dmesg").output();
    }

    /** Whether it takes commands. */
    public boolean isAlive() {
        synchronized (state) {
            return death == null && !closing;
        }
    }

    /** The host's process id of the guest's supervisor, for those who watch or kill it from outside. */
    public long supervisorPid() {
        return supervisor.pid();
    }

    /** The folder on the host that lives as long as the guest. */
    Path jobFolder() {
        return folder.path();
    }

    private @Nullable GuestDiedException death() {
        synchronized (state) {
            return death;
        }
    }

    /** The follower thread: hands on outputs, notices ends. */
    private void follow() {
        while (true) {
            Optional<String> end = endOfGuest();
            running.removeIf(GuestProcess::follow);
            if (end.isPresent()) {
                GuestDiedException dead = new GuestDiedException(end.get(), folder.consoleTail());
                synchronized (state) {
                    death = dead;
                }
                running.forEach(process -> process.fail(dead));
                running.clear();
                return;
            }
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(running.isEmpty() ? IDLE_POLL_MILLIS : BUSY_POLL_MILLIS));
        }
    }

    private Optional<String> endOfGuest() {
        Optional<String> ended = folder.ended();
        if (ended.isPresent()) {
            return Optional.of(
                    ended.get().equals("limit")
                            ? "The guest was killed at its time limit of "
                                    + options.timeLimit().toSeconds() + " s"
                            : "The guest ended by itself or was killed (" + ended.get() + ")");
        }
        return supervisor.isAlive() ? Optional.empty() : Optional.of("The guest's supervisor ended or was killed");
    }

    private void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        if (Thread.currentThread().isInterrupted()) {
            close();
            throw new ShellException("Interrupted while a guest was starting; it was killed");
        }
    }

    /** Ends the guest with all that runs in it, first in order, then by force, and removes its job folder. */
    @Override
    public void close() {
        synchronized (state) {
            if (closing) {
                return;
            }
            closing = true;
        }
        boolean interrupted = Thread.interrupted();
        if (death() == null && folder.isUp() && tell("end")) {
            interrupted |= awaitFollower(ORDERLY_END);
        }
        tell("bye");
        interrupted |= awaitFollower(FORCED_END);
        interrupted |= endSupervisor();
        synchronized (state) {
            dmesgAtEnd = folder.dmesg();
        }
        try {
            folder.remove();
        } catch (IOException e) {
            throw new ShellException("Cannot remove the guest's job folder " + folder.path() + ": " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean tell(String word) {
        try {
            control(word);
            return true;
        } catch (ShellException gone) {
            return false;
        }
    }

    private boolean awaitFollower(Duration atMost) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(follower, atMost.toNanos());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private boolean endSupervisor() {
        try {
            controlLine.close();
        } catch (IOException goneAlready) {
            // Its end is what is wanted.
        }
        try {
            if (!supervisor.waitFor(FORCED_END.toMillis(), TimeUnit.MILLISECONDS)) {
                supervisor.destroyForcibly();
            }
            return false;
        } catch (InterruptedException e) {
            supervisor.destroyForcibly();
            return true;
        }
    }
}
