package io.directorate.node.sim;

import io.directorate.dataplane.fake.Fault;
import io.directorate.events.Gen;
import java.time.Duration;
import java.util.List;

/** What goes wrong, out of the seed: processes that die or stop, machines without power, cut networks, full disks, lost rings, spoilt answers of kernels. */
final class Chaos {
    private static final Life FATE = new Life();

    private final World world;
    private final Timeline time;
    private final Gen gen;
    private final List<Place> places;
    private final Outsider outsider;
    private boolean ended;

    Chaos(World world, List<Place> places, Outsider outsider) {
        this.world = world;
        this.time = world.time();
        this.gen = time.gen();
        this.places = places;
        this.outsider = outsider;
        next();
    }

    private void next() {
        time.after(FATE, time.between(50_000, 900_000), "chaos", () -> {
            if (!ended) {
                strike();
                next();
            }
        });
    }

    /** Nothing goes wrong any more, and what was wrong is put right. */
    void end() {
        ended = true;
        time.say("-- from here on nothing goes wrong");
        world.network().heal();
        world.ring().failing(0);
        outsider.life().goOn();
        for (Place place : places) {
            place.nextMishap(Applying.Mishap.NONE);
            place.diskFull(false);
            place.diskHangs(false);
            if (gen.chance(25)) {
                place.kill(Applying.Mishap.NONE);
            }
            place.life().goOn();
            place.start();
        }
    }

    private Place anyone() {
        // The leader is what matters most.
        for (Place place : places) {
            if (gen.chance(50)
                    && place.process()
                            .filter(running -> running.member().isReady())
                            .isPresent()) {
                return place;
            }
        }
        return gen.pick(places);
    }

    private void strike() {
        Place whom = anyone();
        int number = places.indexOf(whom);
        switch (gen.number(0, 20)) {
            case 0, 1 -> dies(whom, Applying.Mishap.NONE);
            case 2 -> {
                whom.losePower();
                startLater(whom);
            }
            case 3, 4, 5 ->
                whom.nextMishap(
                        gen.pick(Applying.Mishap.DIES_BEFORE, Applying.Mishap.DIES_WITHIN, Applying.Mishap.DIES_AFTER));
            case 6, 7 -> pause(whom);
            case 8, 9, 10 -> cut(number);
            case 11 -> {
                time.say("network bad");
                world.network().quality(gen.number(0, 30), gen.number(0, 30), gen.number(3, 30));
                later(500, 4000, "network good", () -> world.network().quality(0, 0, 3));
            }
            case 12 -> {
                time.say("disk of director " + number + " full");
                whom.diskFull(true);
                later(200, 3000, "disk of director " + number + " has room", () -> whom.diskFull(false));
            }
            case 13 -> ring();
            case 14, 19 -> disksHang(whom);
            case 15 -> {
                time.say("the follower of the feed is stopped");
                outsider.life().pause();
                later(500, 4000, "the follower of the feed goes on", outsider.life()::goOn);
            }
            case 16, 17 -> whom.kernel().spoil(gen.pick(Fault.values()), gen.number(0, 6));
            default -> {
                time.say("all die");
                places.forEach(place -> dies(place, Applying.Mishap.NONE));
            }
        }
        places.forEach(place -> {
            if (place.process().isEmpty() && gen.chance(60)) {
                startLater(place);
            }
        });
    }

    private void dies(Place whom, Applying.Mishap how) {
        whom.kill(how);
        startLater(whom);
    }

    private void startLater(Place whom) {
        later(50, 3000, "", whom::start);
    }

    private void pause(Place whom) {
        if (!whom.life().runs()) {
            return;
        }
        Life paused = whom.life();
        time.say("director " + places.indexOf(whom) + " is stopped");
        paused.pause();
        later(100, 4000, "director " + places.indexOf(whom) + " goes on", paused::goOn);
    }

    private void cut(int number) {
        int other = gen.number(0, places.size() - 1);
        boolean all = gen.chance(60);
        boolean in = gen.chance(80);
        boolean out = !in || gen.chance(45);
        time.say("network of director " + number + " is cut " + (in ? "in" : "") + (out ? "out" : "")
                + (all ? "" : ", towards " + other));
        for (int there = 0; there < places.size(); there++) {
            if (all || there == other) {
                if (in) {
                    world.network().cut(there, number);
                }
                if (out) {
                    world.network().cut(number, there);
                }
            }
        }
        later(100, 4000, "network healed", world.network()::heal);
    }

    private void disksHang(Place whom) {
        boolean all = gen.chance(70);
        time.say(all ? "all disks hang" : "disk of director " + places.indexOf(whom) + " hangs");
        List<Place> hanging = all ? places : List.of(whom);
        hanging.forEach(place -> place.diskHangs(true));
        later(1500, 6000, "disks go on", () -> hanging.forEach(place -> place.diskHangs(false)));
    }

    private void ring() {
        time.say("ring goes wrong");
        if (gen.chance(60)) {
            world.ring().lose();
        } else if (gen.chance(50)) {
            world.ring().loseNewest();
        }
        world.ring().failing(gen.number(0, 60));
        later(200, 2000, "ring works", () -> world.ring().failing(0));
    }

    private void later(int lowestMillis, int highestMillis, String what, Runnable action) {
        time.after(FATE, Duration.ofMillis(gen.number(lowestMillis, highestMillis)), "chaos-end", () -> {
            if (!ended) {
                if (!what.isEmpty()) {
                    time.say(what);
                }
                action.run();
            }
        });
    }
}
