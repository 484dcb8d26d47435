package io.directorate.node.lab;

import io.directorate.node.packages.DebianPackages;
import io.directorate.node.packages.PackagesUnavailableException;
import io.directorate.node.packages.UnpackedPrograms;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * All that a guest needs, brought to this machine: its kernel, and the programs that it shares with the host.
 *
 * @param kernel the unpacked kernel
 * @param programs those programs that had to be unpacked
 */
public record GuestSupply(UmlKernel kernel, UnpackedPrograms programs) {
    /** Packages whose programs the guest's own start, its networks and its IPVS table need. */
    public static final Set<String> GUEST_PACKAGES =
            Set.of("kmod", "ipvsadm", "iproute2", "iptables", "iputils-ping", "procps");

    /** Packages whose programs serve and ask in a lab network. */
    public static final Set<String> TRAFFIC_PACKAGES = Set.of("nginx-light", "curl");

    private static final String KERNEL_PACKAGE = "user-mode-linux";

    /**
     * Brings kernel and programs.
     *
     * @param morePackages in addition to {@link #GUEST_PACKAGES}
     * @param progress takes a line before each long step
     * @throws LabUnavailableException when something is missing and cannot be had here, with what mends it
     */
    public static GuestSupply bring(Set<String> morePackages, Consumer<String> progress) {
        String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!machine.equals("Linux on amd64")) {
            throw new LabUnavailableException("The kernel lab needs Linux on amd64 (Debian's User-Mode-Linux kernel);"
                    + " this is " + machine + ".");
        }
        DebianPackages packages = DebianPackages.ofThisHost(progress);
        Set<String> all = new TreeSet<>(GUEST_PACKAGES);
        all.addAll(morePackages);
        try {
            return new GuestSupply(UmlKernel.in(packages.unpacked(KERNEL_PACKAGE)), packages.ensure(all));
        } catch (PackagesUnavailableException e) {
            throw new LabUnavailableException("No guest can be had. " + e.getMessage(), e);
        }
    }

    /** Boots a guest with these. */
    public UmlGuest boot(GuestOptions options) {
        return UmlGuest.boot(kernel, options.withPrograms(programs));
    }
}
