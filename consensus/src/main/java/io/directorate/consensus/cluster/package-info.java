/**
 * The cluster that carries what is perishable: one embedded Hazelcast member per director, and the Vert.x event bus on it.
 * Start at {@link io.directorate.consensus.cluster.HazelcastMember}. Nothing precious depends on it: it may split, merge
 * and lose what it holds, and the service log goes on. Members prove to each other that they know the cluster key before
 * Hazelcast reads the first byte; the event bus has mutual TLS. What Hazelcast itself sends is not encrypted.
 */
@NullMarked
package io.directorate.consensus.cluster;

import org.jspecify.annotations.NullMarked;
