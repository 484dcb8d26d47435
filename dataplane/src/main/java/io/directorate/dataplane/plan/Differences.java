package io.directorate.dataplane.plan;

import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.ServiceKey;

/** The lines that say what was found and what was expected; and what counts as a difference at all. */
final class Differences {
    private Differences() {}

    /** Compares what the kernel acts on: without persistence its time and mask mean nothing, whatever is kept there. */
    static boolean sameSettings(ServiceSettings desired, ServiceSettings actual) {
        return desired.scheduler().equals(actual.scheduler())
                && desired.flags() == actual.flags()
                && desired.persistenceEngine().equals(actual.persistenceEngine())
                && (!desired.has(ServiceSettings.PERSISTENT)
                        || (desired.timeoutSeconds() == actual.timeoutSeconds()
                                && desired.netmask() == actual.netmask()));
    }

    /** Compares what the kernel acts on: without tunnelling the wrapping means nothing, whatever is kept there. */
    static boolean sameServer(TableServer desired, TableServer actual) {
        return desired.endpoint().equals(actual.endpoint())
                && desired.method() == actual.method()
                && desired.weight() == actual.weight()
                && desired.upperThreshold() == actual.upperThreshold()
                && desired.lowerThreshold() == actual.lowerThreshold()
                && (desired.method() != TableServer.TUNNEL || desired.tunnel().equals(actual.tunnel()));
    }

    static String missingService(ServiceKey key) {
        return "service " + key + " is missing";
    }

    static String unexpectedService(TableService found) {
        return "service " + found.describe() + " was found, none expected";
    }

    static String settings(ServiceKey key, ServiceSettings desired, ServiceSettings actual) {
        return "service " + key + " was found with " + actual.describe(key.family()) + ", expected "
                + desired.describe(key.family());
    }

    static String missingServer(ServiceKey key, TableServer desired) {
        return "real server " + desired.describe() + " of " + key + " is missing";
    }

    static String unexpectedServer(ServiceKey key, TableServer found) {
        return "real server " + found.describe() + " of " + key + " was found, none expected";
    }

    static String server(ServiceKey key, TableServer desired, TableServer actual) {
        return "real server of " + key + " was found as " + actual.describe() + ", expected " + desired.describe();
    }

    static String outOfPlace(ServiceKey key, TableServer found, int place) {
        return "real server " + found.endpoint() + " of " + key + " was found at place " + (place + 1)
                + " of the order of adding, expected elsewhere: it is taken out";
    }

    static String putBack(ServiceKey key, TableServer desired, int place) {
        return "real server " + desired.describe() + " of " + key + " is expected at place " + (place + 1)
                + " of the order of adding: it is put there";
    }
}
