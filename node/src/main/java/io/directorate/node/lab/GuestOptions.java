package io.directorate.node.lab;

import io.directorate.node.packages.UnpackedPrograms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a guest is booted. Immutable; the {@code with…} methods return changed copies.
 *
 * @param memoryMegabytes the guest's memory, 64 to 65536; taken from the host only as it is used
 * @param timeLimit the guest is killed when it has lived this long
 * @param bootTimeLimit how long it may take until it takes commands
 * @param connectionTableBits size of the IPVS connection table as a power of two, 8 to 20
 *     ({@code conn_tab_bits} of ip_vs, {@code net/netfilter/ipvs/ip_vs_conn.c})
 * @param modules kernel modules loaded at boot; others load when first asked for
 * @param kernelArguments further words of the kernel's command line, such as {@code eth0=tuntap,tap0,02:00:00:00:00:01}
 * @param hostNamespace network namespace of the host that the guest's own interfaces live in; empty for this process's
 * @param directory where commands run that name no folder of their own
 * @param programs programs that are not installed on the host but unpacked beside it
 */
public record GuestOptions(
        int memoryMegabytes,
        Duration timeLimit,
        Duration bootTimeLimit,
        int connectionTableBits,
        List<String> modules,
        List<String> kernelArguments,
        String hostNamespace,
        Path directory,
        UnpackedPrograms programs) {
    private static final int MAX_MEMORY_MEGABYTES = 65_536;
    private static final int KERNEL_DEFAULT_TABLE_BITS = 12;
    private static final Pattern MODULE = Pattern.compile("[a-z0-9][a-z0-9_-]*");
    private static final Pattern KERNEL_WORD = Pattern.compile("[\\x21-\\x7e&&[^\"']]+");
    private static final Pattern NAMESPACE = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.-]*)?");

    /** Checks ranges and words. */
    public GuestOptions {
        modules = List.copyOf(modules);
        kernelArguments = List.copyOf(kernelArguments);
        require(
                memoryMegabytes >= 64 && memoryMegabytes <= MAX_MEMORY_MEGABYTES,
                "Memory must be 64 to " + MAX_MEMORY_MEGABYTES + " MB, not " + memoryMegabytes);
        require(timeLimit.toSeconds() > 0, "The guest's time limit must be at least a second, not " + timeLimit);
        require(bootTimeLimit.toSeconds() > 0, "The boot time limit must be at least a second, not " + bootTimeLimit);
        require(
                connectionTableBits >= 8 && connectionTableBits <= 20,
                "The connection table's bits must be 8 to 20, not " + connectionTableBits);
        modules.forEach(name -> require(MODULE.matcher(name).matches(), "Not a kernel module's name: '" + name + "'"));
        kernelArguments.forEach(word -> require(
                KERNEL_WORD.matcher(word).matches(),
                "A kernel argument must be one word without quotes: '" + word + "'"));
        require(NAMESPACE.matcher(hostNamespace).matches(), "Not a network namespace's name: '" + hostNamespace + "'");
        require(directory.isAbsolute(), "The working directory must be absolute: " + directory);
    }

    /** One gigabyte, ten minutes, IPVS loaded, in this process's working directory. */
    public static GuestOptions defaults() {
        return new GuestOptions(
                1024,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                KERNEL_DEFAULT_TABLE_BITS,
                List.of("ip_vs"),
                List.of(),
                "",
                Path.of("").toAbsolutePath(),
                UnpackedPrograms.NONE);
    }

    /** Sets the memory in megabytes. */
    public GuestOptions withMemory(int megabytes) {
        return new GuestOptions(
                megabytes,
                timeLimit,
                bootTimeLimit,
                connectionTableBits,
                modules,
                kernelArguments,
                hostNamespace,
                directory,
                programs);
    }

    /** Sets how long the guest may live. */
    public GuestOptions withTimeLimit(Duration limit) {
        return new GuestOptions(
                memoryMegabytes,
                limit,
                bootTimeLimit,
                connectionTableBits,
                modules,
                kernelArguments,
                hostNamespace,
                directory,
                programs);
    }

    /** Sets how long booting may take. */
    public GuestOptions withBootTimeLimit(Duration limit) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                limit,
                connectionTableBits,
                modules,
                kernelArguments,
                hostNamespace,
                directory,
                programs);
    }

    /** Sets the size of the IPVS connection table as a power of two. */
    public GuestOptions withConnectionTableBits(int bits) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                bootTimeLimit,
                bits,
                modules,
                kernelArguments,
                hostNamespace,
                directory,
                programs);
    }

    /** Loads these modules at boot, too. */
    public GuestOptions withModules(String... names) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                bootTimeLimit,
                connectionTableBits,
                appended(modules, names),
                kernelArguments,
                hostNamespace,
                directory,
                programs);
    }

    /** Adds words to the kernel's command line. */
    public GuestOptions withKernelArguments(String... words) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                bootTimeLimit,
                connectionTableBits,
                modules,
                appended(kernelArguments, words),
                hostNamespace,
                directory,
                programs);
    }

    /**
     * Gives the guest an Ethernet interface: one end of a tap device of the host.
     *
     * @param name in the guest, {@code eth0}…
     * @param tapDevice on the host, in {@link #hostNamespace}
     * @param macAddress of the guest's end
     */
    public GuestOptions withInterface(String name, String tapDevice, String macAddress) {
        return withKernelArguments(name + "=tuntap," + tapDevice + "," + macAddress);
    }

    /** Starts the guest's kernel in this network namespace of the host. */
    public GuestOptions inHostNamespace(String name) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                bootTimeLimit,
                connectionTableBits,
                modules,
                kernelArguments,
                name,
                directory,
                programs);
    }

    /** Sets where commands run that name no folder of their own. */
    public GuestOptions withDirectory(Path absolute) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                bootTimeLimit,
                connectionTableBits,
                modules,
                kernelArguments,
                hostNamespace,
                absolute,
                programs);
    }

    /** Puts unpacked programs within reach of the guest's commands. */
    public GuestOptions withPrograms(UnpackedPrograms unpacked) {
        return new GuestOptions(
                memoryMegabytes,
                timeLimit,
                bootTimeLimit,
                connectionTableBits,
                modules,
                kernelArguments,
                hostNamespace,
                directory,
                unpacked);
    }

    private static List<String> appended(List<String> list, String... more) {
        List<String> all = new ArrayList<>(list);
        all.addAll(List.of(more));
        return all;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
