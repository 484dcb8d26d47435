/** Tests of the cluster that carries the feed and the event bus; start at {@code StrangerIT}. */
@NullMarked
package io.directorate.consensus.cluster;

import org.jspecify.annotations.NullMarked;
