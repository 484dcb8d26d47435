package io.directorate.node.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One process from its start to its end: what it was to do later is dropped when it dies, and waits while it is stopped. */
final class Life {
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<Runnable> mourners = new ArrayList<>();
    private boolean alive = true;
    private boolean paused;

    boolean isAlive() {
        return alive;
    }

    /** Whether it does something when it is its turn. */
    boolean runs() {
        return alive && !paused;
    }

    boolean isPaused() {
        return alive && paused;
    }

    /** Does something when it ends: whoever has a connection to it notices. */
    void whenEnded(Runnable action) {
        mourners.add(action);
    }

    void end() {
        if (alive) {
            alive = false;
            held.clear();
            mourners.forEach(Runnable::run);
            mourners.clear();
        }
    }

    /** As SIGSTOP does. */
    void pause() {
        paused = true;
    }

    /** As SIGCONT does: all that came meanwhile is done at once, in the order in which it came. */
    void goOn() {
        paused = false;
        while (runs() && !held.isEmpty()) {
            held.removeFirst().run();
        }
    }

    /** Does it now, when the process goes on, or never. */
    void run(Runnable action) {
        if (alive && paused) {
            held.addLast(action);
        } else if (alive) {
            action.run();
        }
    }
}
