/**
 * Several directors as one: founding and joining, commands forwarded to the leader, what directors ask each other. Start at {@link
 * io.directorate.node.cluster.ClusterLog} for who takes part, at {@link io.directorate.node.cluster.CommandRouter} for how a change finds the
 * leader, and at {@link io.directorate.node.cluster.MemberService} for what others may ask.
 */
@NullMarked
package io.directorate.node.cluster;

import org.jspecify.annotations.NullMarked;
