package io.directorate.node.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs seeds, each in a directory of its own in memory if there is one. */
final class Seeds {
    private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);
    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final int TOLD_EVERY = 100;

    private Seeds() {}

    static Simulation.Summary run(long seed, Set<PlantedFault> faults) {
        Path root = directory();
        try {
            return Simulation.run(seed, root, faults);
        } finally {
            Disk.remove(root);
        }
    }

    /**
     * Runs seeds one after another.
     *
     * @return how many
     * @throws SimulationFailure if one fails
     */
    static int runAll(long first, long last, Set<PlantedFault> faults) {
        long began = System.nanoTime();
        int done = 0;
        for (long seed = first; seed <= last; seed++) {
            run(seed, faults);
            done++;
            if (done % TOLD_EVERY == 0) {
                say(done + " of " + (last - first + 1) + " seeds kept all invariants, "
                        + (System.nanoTime() - began) / 1_000_000 / done + " ms each");
            }
        }
        return done;
    }

    /** Runs seeds until one fails by an invariant; what failed until then, that one last. */
    static List<SimulationFailure> failures(long first, long last, Set<PlantedFault> faults, Invariant expected) {
        List<SimulationFailure> failures = new ArrayList<>();
        for (long seed = first; seed <= last; seed++) {
            try {
                run(seed, faults);
            } catch (SimulationFailure failure) {
                failures.add(failure);
                if (failure.invariant().equals(Optional.of(expected))) {
                    return failures;
                }
            }
        }
        return failures;
    }

    static void say(String line) {
        LOG.warn("Simulator: {}", line);
    }

    private static Path directory() {
        try {
            return Files.isWritable(IN_MEMORY)
                    ? Files.createTempDirectory(IN_MEMORY, "directorate-sim")
                    : Files.createTempDirectory("directorate-sim");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
