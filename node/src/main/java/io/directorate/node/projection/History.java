package io.directorate.node.projection;

import io.directorate.events.codec.CodecException;
import io.directorate.events.codec.EventCodec;
import io.directorate.events.codec.ImageCodec;
import io.directorate.events.codec.UnknownEventException;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalCheckpoint;
import io.directorate.events.journal.JournalPosition;
import io.directorate.events.service.ClusterDelta;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.FeatureSet;
import io.directorate.events.service.Provenance;
import java.util.Optional;

/** Images of the past: the nearest kept image and the events since. */
public final class History {
    private History() {}

    /**
     * Rebuilds the image as it was after an event.
     *
     * @param journal that holds the events; read only
     * @param sequence of the event; {@link Long#MAX_VALUE} for the newest
     * @param features what this build knows
     * @return the image
     * @throws ApplyStoppedException if an event on the way is not known to this build
     */
    public static ClusterImage imageAt(Journal journal, long sequence, FeatureSet features)
            throws ApplyStoppedException {
        ClusterImage base = ClusterImage.EMPTY;
        Optional<JournalCheckpoint> checkpoint = journal.latestCheckpoint(sequence);
        if (checkpoint.isPresent()) {
            base = decode(checkpoint.get(), features);
        }
        return replay(journal, base, sequence, features);
    }

    private static ClusterImage replay(Journal journal, ClusterImage base, long sequence, FeatureSet features)
            throws ApplyStoppedException {
        ClusterDelta delta = new ClusterDelta(base);
        Provenance[] at = {base.provenance()};
        try {
            journal.replay(base.provenance().sequence() + 1, row -> {
                if (row.sequence() > sequence) {
                    return false;
                }
                if (row.sequence() != at[0].sequence() + 1) {
                    throw new GoneException("the journal no longer holds event " + (at[0].sequence() + 1)
                            + "; the oldest that it holds is " + row.sequence());
                }
                delta.apply(EventCodec.decode(row.body(), features));
                at[0] = new Provenance(row.sequence(), row.index(), row.term(), row.timeMillis());
                return true;
            });
        } catch (UnknownEventException e) {
            throw new ApplyStoppedException(
                    "event " + (at[0].sequence() + 1) + " of the journal: " + e.getMessage()
                            + ApplyStoppedException.REMEDY,
                    e);
        }
        return delta.build(at[0]);
    }

    /** The events that lead to the image asked for are no longer held. */
    public static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GoneException(String message) {
            super(message);
        }
    }

    static void saveCheckpoint(Journal journal, ClusterImage image) {
        Provenance at = image.provenance();
        journal.saveCheckpoint(new JournalPosition(at.sequence(), at.index(), at.term()), ImageCodec.encode(image));
    }

    private static ClusterImage decode(JournalCheckpoint checkpoint, FeatureSet features) throws ApplyStoppedException {
        try {
            return ImageCodec.decode(checkpoint.image(), features);
        } catch (UnknownEventException e) {
            throw new ApplyStoppedException(
                    "the image kept at event " + checkpoint.position().sequence() + ": " + e.getMessage()
                            + ApplyStoppedException.REMEDY,
                    e);
        } catch (CodecException e) {
            throw new ApplyStoppedException(
                    "the image kept at event " + checkpoint.position().sequence() + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
