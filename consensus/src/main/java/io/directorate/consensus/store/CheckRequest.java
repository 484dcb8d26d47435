package io.directorate.consensus.store;

import io.directorate.consensus.log.LogPosition;

/**
 * What a check of the store has to know from outside.
 *
 * @param applied last position the applier has; entries up to there are known to have been whole
 * @param alone true if this member is a group of one, so that nobody else holds a vote or an entry of it
 * @param afterFailedWrite true if this very process saw a write to this log fail: then whatever follows the last whole
 *     record was never acknowledged, and need not be zeros
 * @param maxRecordBytes longest record that Ratis would take
 * @param mendCommand named in errors
 */
public record CheckRequest(
        LogPosition applied, boolean alone, boolean afterFailedWrite, int maxRecordBytes, String mendCommand) {}
