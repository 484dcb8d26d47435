package io.directorate.events.service;

/** Paths of fields within a command, as its JSON form has them. */
final class Fields {
    private Fields() {}

    /** {@code services[3]} and {@code servers[0].weight} make {@code services[3].servers[0].weight}; either may be empty. */
    static String in(String outer, String inner) {
        if (outer.isEmpty() || inner.isEmpty()) {
            return outer + inner;
        }
        return outer + "." + inner;
    }

    static String at(String list, int index) {
        return list + "[" + index + "]";
    }
}
