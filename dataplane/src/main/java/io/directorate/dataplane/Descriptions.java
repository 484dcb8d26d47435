package io.directorate.dataplane;

import io.directorate.events.model.VirtualService;

/** Human lines that more than one type needs. */
final class Descriptions {
    private Descriptions() {}

    static String service(VirtualService service) {
        return service.key() + " "
                + ServiceSettings.of(service).describe(service.key().family());
    }
}
