package io.directorate.node.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Whether the cluster's feature level is to be raised, decided from what its members support. Pure.
 *
 * @param raiseTo the level to raise to: the highest that every member supports; empty if it stays
 * @param held who holds it back from a level that others support, in words; empty if nobody does
 */
public record LevelDecision(OptionalInt raiseTo, String held) {
    /**
     * Decides.
     *
     * @param current the cluster's level
     * @param members all of them, this director, voters and listeners; at least one
     * @return the decision; a member that is silent holds the level, since nobody knows what it supports
     */
    public static LevelDecision of(int current, List<MemberLevel> members) {
        int highest = members.stream()
                .flatMapToInt(member -> member.supports().stream())
                .max()
                .orElse(current);
        if (highest <= current) {
            return new LevelDecision(OptionalInt.empty(), "");
        }
        List<String> silent = members.stream()
                .filter(member -> member.supports().isEmpty())
                .map(MemberLevel::director)
                .sorted()
                .toList();
        int lowest = members.stream()
                .flatMapToInt(member -> member.supports().stream())
                .min()
                .orElse(current);
        String lower = members.stream()
                .filter(member ->
                        member.supports().isPresent() && member.supports().getAsInt() < highest)
                .sorted(Comparator.comparing(MemberLevel::director))
                .map(member -> "director " + member.director() + " supports "
                        + member.supports().getAsInt())
                .collect(Collectors.joining(", "));
        if (!silent.isEmpty()) {
            String quiet = "director " + String.join(", director ", silent) + (silent.size() == 1 ? " does" : " do")
                    + " not answer";
            return new LevelDecision(OptionalInt.empty(), lower.isEmpty() ? quiet : quiet + ", " + lower);
        }
        return new LevelDecision(lowest > current ? OptionalInt.of(lowest) : OptionalInt.empty(), lower);
    }
}
