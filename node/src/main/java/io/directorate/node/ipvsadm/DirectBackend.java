package io.directorate.node.ipvsadm;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.FailedChange;
import java.util.ArrayList;
import java.util.List;

/** Changes straight to the kernel, where no director runs. */
final class DirectBackend implements IpvsadmBackend {
    private final Dataplane dataplane;

    /** Makes one; the dataplane stays open when it is closed. */
    DirectBackend(Dataplane dataplane) {
        this.dataplane = dataplane;
    }

    @Override
    public List<Refusal> apply(List<DataplaneChange> changes) {
        List<Refusal> refusals = new ArrayList<>();
        try {
            for (FailedChange failed : dataplane.apply(changes).failures()) {
                refusals.add(new Refusal(failed.index(), KernelErrors.text(failed.change(), failed.errno())));
            }
        } catch (DataplaneException e) {
            throw CallFailure.refused(e.errno().map(KernelErrors::text).orElse(String.valueOf(e.getMessage())));
        }
        return refusals;
    }

    @Override
    public void close() {
        // The dataplane belongs to the session.
    }
}
