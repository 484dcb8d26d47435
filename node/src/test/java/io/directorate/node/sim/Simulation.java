package io.directorate.node.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a cluster out of one seed: a time in which clients change things and all sorts of things go wrong, then a time in which nothing
 * does and all must come together.
 */
final class Simulation {
    private static final Duration STORMY = Duration.ofSeconds(7);
    private static final Duration QUIET = Duration.ofSeconds(25);
    private static final Duration SETTLED = Duration.ofSeconds(3);
    private static final int CLIENTS = 5;
    private static final int CHANGES = 14;

    private final long seed;
    private final World world;
    private final Timeline time;
    private final List<Place> places = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Outsider outsider;

    /**
     * What a run that went well tells.
     *
     * @param traceHash of all that happened
     * @param steps how many
     * @param commands in the log
     * @param events that they led to
     * @param stale entries that were decided on another sequence than the one they met
     * @param starts of processes
     */
    record Summary(String traceHash, long steps, int commands, long events, int stale, int starts) {}

    private Simulation(long seed, Path root, Set<PlantedFault> faults) {
        this.seed = seed;
        this.world = new World(seed, root, faults);
        this.time = world.time();
        for (int id = 0; id < world.members(); id++) {
            places.add(new Place(id, world, places::get));
        }
        places.forEach(Place::start);
        outsider = new Outsider(world, places);
        for (int number = 0; number < CLIENTS; number++) {
            clients.add(new Client(
                    "c" + number, CHANGES, world, id -> places.get(id).process()));
        }
    }

    /**
     * Runs one seed.
     *
     * @param seed of everything
     * @param root empty directory for the directors' files
     * @param faults that are planted
     * @return how it went
     * @throws SimulationFailure if an invariant does not hold, or something fails that must not
     */
    static Summary run(long seed, Path root, Set<PlantedFault> faults) {
        Simulation simulation = new Simulation(seed, root, faults);
        try {
            return simulation.run();
        } catch (InvariantBroken e) {
            throw new SimulationFailure(
                    seed, Optional.of(e.invariant()), String.valueOf(e.getMessage()), simulation.time, e);
        } catch (RuntimeException e) {
            throw new SimulationFailure(seed, Optional.empty(), e.toString(), simulation.time, e);
        } finally {
            simulation.places.forEach(Place::close);
        }
    }

    private Summary run() {
        Chaos chaos = new Chaos(world, places, outsider);
        long stormEnds = STORMY.toNanos();
        while (time.nowNanos() < stormEnds) {
            time.step();
        }
        chaos.end();
        clients.forEach(Client::persist);
        long deadline = time.nowNanos() + QUIET.toNanos();
        while (!together().isEmpty()) {
            InvariantBroken.check(
                    time.nowNanos() < deadline, Invariant.ALL_COME_TOGETHER, String.join("; ", together()));
            long look = time.nowNanos() + Duration.ofMillis(50).toNanos();
            while (time.nowNanos() < look) {
                time.step();
            }
        }
        // Nothing is asked for any more, so nothing may change either.
        long settled = time.nowNanos() + SETTLED.toNanos();
        while (time.nowNanos() < settled) {
            time.step();
        }
        checkAll();
        return new Summary(
                time.trace().hash(),
                time.steps(),
                world.agreed().commands(),
                world.agreed().sequence(),
                world.agreed().stale(),
                places.stream().mapToInt(Place::starts).sum());
    }

    /** What is still to come. */
    private List<String> together() {
        List<String> missing = new ArrayList<>();
        if (!clients.stream().allMatch(Client::isDone)) {
            missing.add("a client waits for an answer");
        }
        long last = world.agreed().lastIndex();
        for (Place place : places) {
            Optional<SimDirector> running = place.process();
            if (running.isEmpty()
                    || running.get().applied().index() < last
                    || !running.get().isConverged()) {
                missing.add(running.map(SimDirector::toString).orElse("a director does not run") + ", the log ends at "
                        + last);
            }
        }
        if (outsider.sequence() < world.agreed().sequence()) {
            missing.add("the follower of the feed has event " + outsider.sequence() + " of "
                    + world.agreed().sequence());
        }
        return missing;
    }

    private void checkAll() {
        Map<String, List<HistoryChecker.Row>> histories = new LinkedHashMap<>();
        String image = world.agreed().image().sha256();
        String tables = "";
        for (Place place : places) {
            SimDirector director = place.process().orElseThrow();
            histories.put("director " + director.id(), director.rows());
            InvariantBroken.check(
                    director.image().sha256().equals(image),
                    Invariant.APPLIED_AS_AGREED,
                    director + " has another image than the agreed log leads to");
            List<String> differences = director.differences();
            InvariantBroken.check(
                    differences.isEmpty(),
                    Invariant.TABLE_IS_IMAGE,
                    director + ", but its kernel differs: " + differences);
            String table = director.tableHash();
            InvariantBroken.check(
                    tables.isEmpty() || tables.equals(table),
                    Invariant.TABLE_IS_IMAGE,
                    director + " has another hash of its table than the others");
            tables = table;
            InvariantBroken.check(
                    outsider.chain().equals(director.chain()),
                    Invariant.FEED_IS_WHOLE,
                    "the follower of the feed ends with another event than " + director);
        }
        List<String> problems = world.history().check(histories);
        InvariantBroken.check(problems.isEmpty(), Invariant.HISTORY, String.join("; ", problems));
    }

    @Override
    public String toString() {
        return "simulation of seed " + seed;
    }
}
