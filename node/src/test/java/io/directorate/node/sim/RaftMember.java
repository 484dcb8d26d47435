package io.directorate.node.sim;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.ServiceLogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A small Raft in the place of Ratis: terms, votes, a log that a majority must have on disk, copies of the state for those who fell behind,
 * members that only listen. It keeps Ratis's habits where the rest depends on them: a leader that hears no majority steps down, and what was
 * handed over to it is then unknown.
 */
final class RaftMember {
    static final Duration TICK = Duration.ofMillis(40);

    private static final int LOWEST_TIMEOUT_MILLIS = 300;
    private static final int HIGHEST_TIMEOUT_MILLIS = 600;
    private static final long HEARTBEAT_NANOS = Duration.ofMillis(100).toNanos();
    private static final int MOST_ENTRIES = 16;
    private static final int NOBODY = -1;

    private final RaftSetting setting;
    private final Timeline time;
    private final RaftStore store;
    private final Applying applying;
    private final RaftPeers peers;
    private final Progress others;
    private final PendingAppends pending;
    private final Set<Integer> votes = new HashSet<>();
    private LogRole role;
    private int leader = NOBODY;
    private long commit;
    private long beganAt = Long.MAX_VALUE;
    private long timerNanos;
    private long heardNanos;
    private long leaderlessSince;
    private long verified = -1;
    private boolean diskFull;
    private boolean diskHangs;

    RaftMember(RaftSetting setting, Timeline time, RaftStore store, Applying applying, RaftPeers peers) {
        this.setting = setting;
        this.time = time;
        this.store = store;
        this.applying = applying;
        this.peers = peers;
        others = new Progress(setting.members());
        pending = new PendingAppends(setting);
        role = setting.resting();
        commit = store.copy().position().index();
        applying.begin(commit, pending::applied, store);
        leaderlessSince = time.nowNanos();
        resetTimer();
        time.after(setting.life(), TICK, "tick", this::tick);
    }

    LogRole role() {
        return role;
    }

    int leader() {
        return leader;
    }

    long term() {
        return store.term();
    }

    long commit() {
        return commit;
    }

    boolean isReady() {
        return role == LogRole.LEADER && applying.done() >= beganAt;
    }

    /** How long nobody has led, as far as this member knows. */
    Duration leaderless() {
        return Duration.ofNanos(leader == NOBODY ? time.nowNanos() - leaderlessSince : 0);
    }

    void diskFull(boolean full) {
        diskFull = full;
    }

    /** What is written is not forced to the disk until this ends. */
    void diskHangs(boolean hangs) {
        diskHangs = hangs;
    }

    CompletionStage<LogPosition> append(byte[] bytes) {
        CompletableFuture<LogPosition> result = new CompletableFuture<>();
        Optional<ServiceLogException> refusal = PendingAppends.refusal(role, leader, diskFull, isReady());
        if (refusal.isPresent()) {
            result.completeExceptionally(refusal.get());
            return result;
        }
        store.add(new RaftStore.Entry(store.term(), bytes));
        LogPosition position = new LogPosition(store.term(), store.lastIndex());
        time.say("director " + setting.id() + " appends " + position);
        pending.add(position, result, time);
        force();
        replicateToAll();
        return result;
    }

    private void tick() {
        time.after(setting.life(), TICK, "tick", this::tick);
        long now = time.nowNanos();
        if (role == LogRole.LEADER) {
            int heard = 1;
            for (int to = 0; to < setting.members(); to++) {
                boolean recently = others.silentFor(to, now)
                        < Duration.ofMillis(HIGHEST_TIMEOUT_MILLIS).toNanos();
                heard += to != setting.id() && setting.votes(to) && recently ? 1 : 0;
                if (to != setting.id() && others.untoldFor(to, now) >= HEARTBEAT_NANOS) {
                    replicate(to);
                }
            }
            if (heard <= setting.voters() / 2 && !setting.has(PlantedFault.FORGET_TERM)) {
                time.say("director " + setting.id() + " hears no majority and leads no more");
                follow(store.term(), NOBODY);
            }
        } else if (now - timerNanos >= 0) {
            if (leader != NOBODY) {
                leader = NOBODY;
                leaderlessSince = now;
            }
            if (setting.votes(setting.id())) {
                campaign();
            }
        }
    }

    private void resetTimer() {
        timerNanos = time.nowNanos()
                + time.between(LOWEST_TIMEOUT_MILLIS * 1000, HIGHEST_TIMEOUT_MILLIS * 1000)
                        .toNanos();
    }

    private void campaign() {
        resetTimer();
        role = LogRole.CANDIDATE;
        store.vote(store.term() + 1, setting.id());
        votes.clear();
        votes.add(setting.id());
        long term = store.term();
        long lastIndex = store.lastIndex();
        long lastTerm = store.termAt(lastIndex);
        time.say("director " + setting.id() + " asks for votes in term " + term);
        for (int to = 0; to < setting.voters(); to++) {
            if (to != setting.id()) {
                peers.tell(to, "vote?", m -> m.onVoteAsked(setting.id(), term, lastIndex, lastTerm));
            }
        }
        leadIfElected();
    }

    private void onVoteAsked(int candidate, long term, long lastIndex, long lastTerm) {
        boolean heard = time.nowNanos() - heardNanos < LOWEST_TIMEOUT_MILLIS * 1_000_000L;
        boolean led = leader != NOBODY && leader != candidate && (role == LogRole.LEADER || heard);
        if (led || term < store.term()) {
            return;
        }
        if (term > store.term()) {
            follow(term, NOBODY);
        }
        long ownTerm = store.termAt(store.lastIndex());
        boolean asNew = lastTerm > ownTerm || (lastTerm == ownTerm && lastIndex >= store.lastIndex());
        if (asNew && (store.votedFor() == NOBODY || store.votedFor() == candidate)) {
            store.vote(term, candidate);
            resetTimer();
            peers.tell(candidate, "vote!", m -> m.onVote(setting.id(), term));
        }
    }

    private void onVote(int from, long term) {
        if (role == LogRole.CANDIDATE && term == store.term()) {
            votes.add(from);
            leadIfElected();
        }
    }

    private void leadIfElected() {
        if (votes.size() <= setting.voters() / 2) {
            return;
        }
        role = LogRole.LEADER;
        leader = setting.id();
        time.say("director " + setting.id() + " leads in term " + store.term());
        peers.leads(store.term());
        store.add(new RaftStore.Entry(store.term(), new byte[0]));
        beganAt = store.lastIndex();
        others.begin(beganAt, time.nowNanos());
        force();
        replicateToAll();
    }

    private void follow(long term, int newLeader) {
        if (role == LogRole.LEADER) {
            pending.leadershipLost();
        }
        role = setting.resting();
        beganAt = Long.MAX_VALUE;
        if (term > store.term()) {
            store.vote(term, NOBODY);
            verified = -1;
        }
        if (newLeader == NOBODY && leader != NOBODY) {
            leaderlessSince = time.nowNanos();
        }
        leader = newLeader;
        heardNanos = time.nowNanos();
        resetTimer();
    }

    private void replicateToAll() {
        for (int to = 0; to < setting.members(); to++) {
            if (to != setting.id()) {
                replicate(to);
            }
        }
    }

    private void replicate(int to) {
        others.sent(to, time.nowNanos());
        long term = store.term();
        if (others.next(to) < store.firstIndex()) {
            RaftStore.Copy copy = store.copy();
            peers.tell(to, "copy", m -> m.onCopy(setting.id(), term, copy));
            return;
        }
        long before = others.next(to) - 1;
        long beforeTerm = store.termAt(before);
        List<RaftStore.Entry> entries = new ArrayList<>();
        for (long index = others.next(to); index <= store.lastIndex() && entries.size() < MOST_ENTRIES; index++) {
            entries.add(store.entry(index));
        }
        long committed = commit;
        peers.tell(
                to,
                entries.isEmpty() ? "beat" : "entries",
                m -> m.onEntries(
                        setting.id(), term, new LogPosition(Math.max(0, beforeTerm), before), entries, committed));
    }

    private void onEntries(int from, long term, LogPosition before, List<RaftStore.Entry> entries, long leaderCommit) {
        if (term < store.term() && !setting.has(PlantedFault.FORGET_TERM)) {
            answer(from, false, -1);
            return;
        }
        if (role == LogRole.LEADER && setting.has(PlantedFault.FORGET_TERM)) {
            return;
        }
        follow(Math.max(term, store.term()), from);
        if (before.index() > store.lastIndex()) {
            answer(from, false, store.lastIndex());
            return;
        }
        if (before.index() >= store.firstIndex() - 1
                && before.index() >= 0
                && store.termAt(before.index()) != before.term()) {
            answer(from, false, Math.min(before.index() - 1, commit));
            return;
        }
        long last = before.index();
        for (int i = 0; i < entries.size() && !diskFull; i++) {
            last++;
            take(last, entries.get(i));
        }
        verified = Math.max(verified, last);
        force();
        time.after(
                setting.life(),
                time.between(20, 100),
                "heard",
                () -> answer(from, true, Math.min(verified, store.durable())));
        commitTo(Math.min(leaderCommit, last));
    }

    private void take(long index, RaftStore.Entry entry) {
        if (index < store.firstIndex() || store.termAt(index) == entry.term()) {
            return;
        }
        if (index <= store.lastIndex()) {
            InvariantBroken.check(
                    index > commit,
                    Invariant.ONE_ORDER,
                    "director " + setting.id() + " cuts off the committed index " + index);
            store.cutFrom(index);
        }
        store.add(entry);
    }

    /** Forces what is there now, after a while. */
    private void force() {
        long last = store.lastIndex();
        if (setting.has(PlantedFault.FORCE_NOTHING)) {
            store.forced(last);
        }
        Duration takes = time.gen().chance(2) ? time.between(5_000, 300_000) : time.between(30, 400);
        long term = store.termAt(last);
        time.after(setting.life(), takes, "fsync", () -> forced(last, term));
    }

    private void forced(long last, long term) {
        if (diskHangs) {
            time.after(setting.life(), TICK, "fsync", () -> forced(last, term));
            return;
        }
        if (last <= store.durable()) {
            return;
        }
        if (store.termAt(last) == term) {
            store.forced(last);
        }
        if (role == LogRole.LEADER) {
            advance();
        } else if (leader != NOBODY) {
            answer(leader, true, Math.min(verified, store.durable()));
        }
        applyCommitted();
    }

    private void answer(int to, boolean fits, long index) {
        long term = store.term();
        peers.tell(to, "ack", m -> m.onAnswer(setting.id(), term, fits, index));
    }

    private void onAnswer(int from, long term, boolean fits, long index) {
        if (term > store.term() && !setting.has(PlantedFault.FORGET_TERM)) {
            follow(term, NOBODY);
        }
        if (role != LogRole.LEADER || (term != store.term() && !setting.has(PlantedFault.FORGET_TERM))) {
            return;
        }
        if (fits) {
            boolean came = others.has(from, index, time.nowNanos());
            advance();
            if (came && others.next(from) <= store.lastIndex()) {
                replicate(from);
            }
        } else {
            others.lacks(from, index, time.nowNanos());
            replicate(from);
        }
    }

    /** What a majority has on disk is committed, if it ends with an entry of this term. */
    private void advance() {
        if (role != LogRole.LEADER) {
            return;
        }
        long agreed = others.agreed(setting, store.durable());
        if (agreed > commit && store.termAt(agreed) == store.term()) {
            commitTo(agreed);
        }
    }

    private void commitTo(long index) {
        while (commit < Math.min(index, store.lastIndex())) {
            commit++;
            if (commit >= store.firstIndex()) {
                peers.committed(commit, store.entry(commit));
            }
        }
        applyCommitted();
    }

    private void applyCommitted() {
        applying.handOver(store, Math.min(commit, store.durable()));
    }

    private void onCopy(int from, long term, RaftStore.Copy copy) {
        if (term < store.term()) {
            answer(from, false, -1);
            return;
        }
        if (diskFull) {
            return;
        }
        follow(term, from);
        long index = copy.position().index();
        if (index > commit) {
            time.say("director " + setting.id() + " takes a copy of the state at " + copy.position());
            store.install(copy);
            commit = index;
            applying.replace(copy);
        }
        verified = Math.max(verified, index);
        answer(from, true, Math.min(verified, store.durable()));
    }
}
