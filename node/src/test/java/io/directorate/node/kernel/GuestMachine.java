package io.directorate.node.kernel;

import io.directorate.node.lab.GuestOptions;
import io.directorate.node.lab.GuestSupply;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A machine of its own for one director: a guest with a kernel and an address, and a disk, which is a folder of the host, that outlives a loss of
 * power. Used by one thread.
 */
final class GuestMachine implements AutoCloseable {
    private static final int MEMORY_MEGABYTES = 1024;
    private static final Duration LIFE_LIMIT = Duration.ofMinutes(25);
    private static final long END_SECONDS = 30;
    /** One CPU with slow system calls: no compiler that works much beside what it compiles. */
    private static final String JAVA_OPTIONS = "-Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData";

    private final GuestSupply supply;
    private final GuestNetwork network;
    private final Place place;
    private @Nullable UmlGuest guest;
    private @Nullable GuestDirector director;

    /**
     * What is the machine's own.
     *
     * @param number of its place in the network
     * @param identity the director's, on the host
     * @param disk where the director's data lie, on the host
     * @param cluster the section {@code cluster} of the configuration, with {@code %IDENTITY%} for the identity's folder in the guest
     */
    record Place(int number, Path identity, Path disk, String cluster) {
        String name() {
            return "d" + number;
        }
    }

    GuestMachine(GuestSupply supply, GuestNetwork network, Place place) {
        this.supply = supply;
        this.network = network;
        this.place = place;
    }

    String name() {
        return place.name();
    }

    /** Boots it, gives it its addresses, and prepares its director, which is not started yet. */
    void powerOn() throws IOException {
        GuestOptions options =
                GuestOptions.defaults().withMemory(MEMORY_MEGABYTES).withTimeLimit(LIFE_LIMIT);
        UmlGuest booted = supply.boot(network.plug(options, place.number()));
        guest = booted;
        network.configure(booted, place.number());
        // Copied into the guest's memory, where modes are what they should be.
        String identity = "/run/identity";
        for (String file : List.of("director.crt", "director.key", "ca.crt", "cluster.key")) {
            booted.run(ShellCommand.script("umask 077 && mkdir -p " + identity + " && cat > " + identity + "/" + file)
                            .withInput(Files.readString(place.identity().resolve(file))))
                    .check("copying " + file);
        }
        director = new GuestDirector(
                booted,
                name(),
                place.cluster().replace("%IDENTITY%", identity),
                new GuestDirector.Machine(place.disk().resolve("data").toString(), JAVA_OPTIONS));
    }

    /** Ends it as a loss of power does: its kernel's process is killed, and what it had not yet written is lost. */
    void cutPower() {
        UmlGuest running = guest();
        ProcessHandle supervisor = ProcessHandle.of(running.supervisorPid()).orElseThrow();
        // The kernel is the first of these processes, its guest processes are below it.
        ProcessHandle kernel = supervisor
                .descendants()
                .filter(GuestMachine::isKernel)
                .filter(process ->
                        process.parent().filter(GuestMachine::isKernel).isEmpty())
                .findFirst()
                .orElseThrow(() -> new AssertionError(name() + " has no kernel's process"));
        kernel.destroyForcibly();
        try {
            kernel.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("the kernel of " + name() + " does not end by kill -9", e);
        }
        guest = null;
        director = null;
        running.close();
    }

    private static boolean isKernel(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/linux.uml");
    }

    private UmlGuest guest() {
        UmlGuest running = guest;
        if (running == null) {
            throw new IllegalStateException(name() + " is without power");
        }
        return running;
    }

    GuestDirector director() {
        GuestDirector prepared = director;
        if (prepared == null) {
            throw new IllegalStateException(name() + " is without power");
        }
        return prepared;
    }

    /** Whether its director says that it leads and takes changes. */
    boolean leads() {
        var log = director().send("GET", "/health", null).body().path("log");
        return log.path("ready").asBoolean() && log.path("role").asText().equals("leader");
    }

    /** The lines of the real {@code ipvsadm -Sn}, sorted. */
    List<String> table() {
        String saved =
                guest().run("ipvsadm", "-Sn").check("ipvsadm -Sn on " + name()).output();
        return List.copyOf(
                new TreeSet<>(saved.strip().lines().map(String::strip).toList()));
    }

    @Override
    public void close() {
        UmlGuest running = guest;
        if (running != null) {
            running.close();
        }
    }
}
