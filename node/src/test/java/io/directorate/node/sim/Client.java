package io.directorate.node.sim;

import io.directorate.events.service.ClusterDelta;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.Decider;
import io.directorate.events.service.Decision;
import io.directorate.events.service.Worlds;
import io.directorate.node.command.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Somebody who changes things through any director, one change after another, and asks again under the same id when he is not told for certain. */
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_TRIES = 12;

    private final String name;
    private final int changes;
    private final World world;
    private final Timeline time;
    private final IntFunction<Optional<SimDirector>> directors;
    private final Life life = new Life();
    private final Worlds worlds;
    private int sent;
    private boolean persistent;
    private boolean done;

    Client(String name, int changes, World world, IntFunction<Optional<SimDirector>> directors) {
        this.name = name;
        this.changes = changes;
        this.world = world;
        this.time = world.time();
        this.directors = directors;
        this.worlds = new Worlds(time.gen());
        next();
    }

    boolean isDone() {
        return done;
    }

    /** From now on it does not give up a change. */
    void persist() {
        persistent = true;
    }

    private void next() {
        if (sent == changes) {
            done = true;
            return;
        }
        time.after(life, time.between(1_000, 700_000), "think", () -> {
            String id = name + "-" + ++sent;
            ask(command(id));
        });
    }

    /** Mostly one that fits what is agreed at this moment; now and then one that may break a rule. */
    private CommandEnvelope command(String id) {
        CommandEnvelope command = envelope(id);
        for (int i = 0; i < MOST_TRIES && time.gen().chance(95); i++) {
            if (Decider.decide(new ClusterDelta(world.agreed().image()), command) instanceof Decision.Accepted accepted
                    && !accepted.events().isEmpty()) {
                return command;
            }
            command = envelope(id);
        }
        return command;
    }

    private CommandEnvelope envelope(String id) {
        return new CommandEnvelope(
                id, "user:" + name, "", time.nowMillis(), CommandEnvelope.ANY_INDEX, worlds.command());
    }

    private void again(CommandEnvelope command) {
        time.after(life, time.between(5_000, 200_000), "again", () -> ask(command));
    }

    private void ask(CommandEnvelope command) {
        int whom = time.gen().number(0, world.members() - 1);
        Optional<SimDirector> director = directors.apply(whom);
        if (director.isEmpty() || !director.get().life().isAlive()) {
            again(command);
            return;
        }
        world.history().sent(command.commandId(), time.nowNanos());
        Life there = director.get().life();
        Attempt attempt = new Attempt(command, whom);
        time.after(life, PATIENCE, "client-timeout", attempt::lost);
        there.whenEnded(() -> time.after(life, Duration.ofMillis(1), "reset", attempt::lost));
        time.after(
                there,
                time.between(50, 500),
                "ask",
                () -> director.get()
                        .submit(command)
                        .thenAccept(
                                result -> time.after(life, time.between(50, 500), "told", () -> attempt.told(result))));
    }

    /** One sending of a command. */
    private final class Attempt {
        private final CommandEnvelope command;
        private final int whom;
        private boolean over;

        Attempt(CommandEnvelope command, int whom) {
            this.command = command;
            this.whom = whom;
        }

        void lost() {
            if (!over) {
                over = true;
                time.say(command.commandId() + " through director " + whom + ": no answer");
                world.history().unknown(command.commandId());
                perhapsAgain();
            }
        }

        void told(CommandResult result) {
            if (over) {
                return;
            }
            over = true;
            String id = command.commandId();
            time.say(id + " through director " + whom + ": " + brief(result));
            if (result instanceof CommandResult.Applied applied) {
                List<String> wrong =
                        world.history().acknowledged(id, applied.sequence(), applied.events(), time.nowNanos());
                InvariantBroken.check(wrong.isEmpty(), Invariant.HISTORY, String.join("; ", wrong));
                world.agreed().acknowledged(id, applied.sequence(), applied.events());
                next();
            } else if (result instanceof CommandResult.Indeterminate) {
                world.history().unknown(id);
                perhapsAgain();
            } else {
                world.history().refused(id);
                world.agreed().refused(id);
                if (result instanceof CommandResult.Unavailable
                        && (persistent || time.gen().chance(50))) {
                    again(command);
                } else {
                    next();
                }
            }
        }

        private void perhapsAgain() {
            if (persistent || time.gen().chance(90)) {
                again(command);
            } else {
                next();
            }
        }
    }

    private static String brief(CommandResult result) {
        if (result instanceof CommandResult.Refused refused) {
            return "refused, " + refused.rejection().rule();
        }
        return result.toString();
    }
}
