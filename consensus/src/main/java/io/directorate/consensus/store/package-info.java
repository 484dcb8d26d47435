/**
 * The service log's files, looked at and mended before Ratis opens them. Start at {@link
 * io.directorate.consensus.store.StorePreflight}, which cuts off a torn last record and refuses any other damage, and
 * {@link io.directorate.consensus.store.LogStoreRecovery}, which lets a group of one go on from its journal. Reading is
 * in bounded memory, whatever the files contain.
 */
@NullMarked
package io.directorate.consensus.store;

import org.jspecify.annotations.NullMarked;
