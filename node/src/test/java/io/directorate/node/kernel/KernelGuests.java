package io.directorate.node.kernel;

import io.directorate.node.lab.GuestSupply;
import io.directorate.node.lab.LabUnavailableException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what guests need, or decides how a test without it ends. For classes that boot guests of their own. */
public final class KernelGuests {
    private static final Logger LOG = LoggerFactory.getLogger(KernelGuests.class);

    private KernelGuests() {}

    /**
     * Brings kernel and programs, also those for traffic.
     *
     * @throws LabUnavailableException when they cannot be had and this is root or {@code CI=true}; else the test is aborted
     */
    public static GuestSupply supply(String... morePackages) {
        Set<String> packages = new TreeSet<>(GuestSupply.TRAFFIC_PACKAGES);
        packages.addAll(Set.of(morePackages));
        try {
            return GuestSupply.bring(packages, LOG::info);
        } catch (LabUnavailableException e) {
            if (mustRun(System.getProperty("user.name", ""), System.getenv().getOrDefault("CI", ""))) {
                throw e;
            }
            return Assumptions.abort("Not run, no kernel guest: " + e.getMessage());
        }
    }

    /** Tells whether a test that this machine cannot run fails, instead of being reported as not run. */
    public static boolean mustRun(String user, String ci) {
        return user.equals("root") || ci.equalsIgnoreCase("true") || ci.equals("1");
    }
}
