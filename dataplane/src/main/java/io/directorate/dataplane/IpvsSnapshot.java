package io.directorate.dataplane;

/**
 * A table with its counters, read in one go. Not atomic: changes made meanwhile may show in a part of it.
 *
 * @param table services and real servers
 * @param statistics of exactly the services of the table that have a key
 */
public record IpvsSnapshot(IpvsTable table, TableStatistics statistics) {}
