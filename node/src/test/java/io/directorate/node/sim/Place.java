package io.directorate.node.sim;

import io.directorate.consensus.log.CallHandler;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The machine of one director: its disk and its kernel stay, its processes come and go. */
final class Place implements SimDirector.Surroundings, RaftPeers {
    private static final int COPY_FROM_ENTRIES = 12;

    private final int id;
    private final World world;
    private final Timeline time;
    private final IntFunction<Place> places;
    private final Disk disk;
    private final Kernel kernel;
    private @Nullable SimDirector process;
    private Life life = new Life();
    private Applying.Mishap mishap = Applying.Mishap.NONE;
    private boolean diskFull;
    private boolean diskHangs;
    private long appliedIndex = -1;
    private int copies;
    private int starts;

    Place(int id, World world, IntFunction<Place> places) {
        this.id = id;
        this.world = world;
        this.time = world.time();
        this.places = places;
        this.disk = new Disk(world.root().resolve("director." + id));
        this.kernel = new Kernel(world.root().resolve("sysctl." + id));
        life.end();
    }

    Optional<SimDirector> process() {
        return Optional.ofNullable(process);
    }

    Life life() {
        return life;
    }

    int starts() {
        return starts;
    }

    void start() {
        if (process != null) {
            return;
        }
        starts++;
        SimDirector started = new SimDirector(id, world, this);
        process = started;
        life = started.life();
        started.member().diskFull(diskFull);
        started.member().diskHangs(diskHangs);
        InvariantBroken.check(
                started.applied().index() >= appliedIndex,
                Invariant.APPLIED_ONLY_GROWS,
                "director " + id + " had applied index " + appliedIndex + ", and has only " + started.applied()
                        + " after its process ended");
        time.say("director " + id + " starts: " + started);
    }

    /** As kill -9 does, in the middle of what the mishap says. */
    void kill(Applying.Mishap how) {
        SimDirector dying = process;
        if (dying == null) {
            return;
        }
        time.say("director " + id + " dies" + (how == Applying.Mishap.NONE ? "" : ", " + how));
        process = null;
        dying.die();
        int forgotten = world.has(PlantedFault.FORCE_NOTHING) ? time.gen().number(0, 4) : 0;
        Path left = disk.crash(time.gen(), how == Applying.Mishap.DIES_WITHIN, forgotten);
        dying.bury(left);
    }

    /** The machine loses power: the kernel's table too is gone. */
    void losePower() {
        kill(Applying.Mishap.NONE);
        kernel.reboot();
    }

    void nextMishap(Applying.Mishap next) {
        mishap = next;
    }

    void diskFull(boolean full) {
        diskFull = full;
        process().ifPresent(running -> running.member().diskFull(full));
    }

    void diskHangs(boolean hangs) {
        diskHangs = hangs;
        process().ifPresent(running -> running.member().diskHangs(hangs));
    }

    void close() {
        kill(Applying.Mishap.NONE);
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public RaftPeers peers() {
        return this;
    }

    @Override
    public void tell(int to, String what, Consumer<RaftMember> message) {
        world.network().send(id, to, what, () -> {
            Place there = places.apply(to);
            there.process().ifPresent(running -> running.life().run(() -> message.accept(running.member())));
        });
    }

    @Override
    public void committed(long index, RaftStore.Entry entry) {
        world.agreed().committed(id, index, entry);
    }

    @Override
    public void leads(long term) {
        world.agreed().leads(id, term);
    }

    @Override
    public ModelCalls.Others others() {
        return new ModelCalls.Others() {
            @Override
            public Life life(int other) {
                return places.apply(other).life();
            }

            @Override
            public CallHandler handler(int other) {
                return places.apply(other).process().map(SimDirector::handler).orElse(CallHandler.NONE);
            }
        };
    }

    @Override
    public Applying.Events applying(SimDirector director) {
        return new Applying.Events() {
            @Override
            public Applying.Mishap mishap() {
                Applying.Mishap now = mishap;
                mishap = Applying.Mishap.NONE;
                return now;
            }

            @Override
            public void dies(Applying.Mishap how) {
                if (how == Applying.Mishap.DIES_AFTER) {
                    applied();
                }
                kill(how);
            }

            @Override
            public void begins() {
                disk.transactionBegins();
            }

            @Override
            public void applied() {
                var position = director.position();
                InvariantBroken.check(
                        position.index() >= appliedIndex,
                        Invariant.APPLIED_ONLY_GROWS,
                        "director " + id + " had applied index " + appliedIndex + " and now " + position.index());
                appliedIndex = position.index();
                world.agreed().applied(id, position.index(), position.sequence(), director.chain());
            }

            @Override
            public void rests() {
                Place.this.rests(director);
            }

            @Override
            public void restore(RaftStore.Copy copy) throws Exception {
                director.restore(copy, disk.file("received"));
            }
        };
    }

    private void rests(SimDirector director) {
        if (time.gen().chance(30)) {
            director.keepImage();
        }
        long behind =
                director.applied().index() - disk.store().copy().position().index();
        if (behind >= COPY_FROM_ENTRIES && time.gen().chance(40)) {
            try {
                RaftStore.Copy copy = director.copy(disk.file("copy." + copies++));
                disk.store().keep(copy, copy.position().index() - time.gen().number(0, 4));
                time.say("director " + id + " keeps a copy at " + copy.position());
            } catch (Exception e) {
                throw new IllegalStateException("director " + id + " cannot copy its journal", e);
            }
        }
    }
}
