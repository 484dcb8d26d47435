package io.directorate.dataplane.fake;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import java.util.Arrays;

/** Finds what a test names. */
final class Lookup {
    private Lookup() {}

    static FakeService service(FakeIpvs ipvs, ServiceKey key) {
        FakeService wanted;
        if (key instanceof ServiceKey.Address address) {
            wanted = new FakeService(
                    key.family().number(),
                    address.protocol().number(),
                    Arrays.copyOf(address.address().bytes(), 16),
                    address.port(),
                    0);
        } else {
            long mark = ((ServiceKey.FirewallMark) key).mark();
            wanted = new FakeService(key.family().number(), 0, new byte[16], 0, mark);
        }
        return ipvs.find(wanted).orElseThrow(() -> new IllegalArgumentException("there is no service " + key));
    }

    static FakeService.Server server(FakeService service, Endpoint endpoint) {
        FakeService.Server wanted = new FakeService.Server(
                endpoint.address().family().number(),
                Arrays.copyOf(endpoint.address().bytes(), 16),
                endpoint.port());
        return service.servers.stream()
                .filter(wanted::is)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no real server " + endpoint));
    }
}
