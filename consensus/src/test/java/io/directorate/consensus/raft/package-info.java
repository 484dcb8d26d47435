/** Tests of the service log on Ratis. */
@NullMarked
package io.directorate.consensus.raft;

import org.jspecify.annotations.NullMarked;
