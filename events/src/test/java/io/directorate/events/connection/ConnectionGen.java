package io.directorate.events.connection;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random but valid entries from a seed; {@code -Dseed=N} repeats a run. */
final class ConnectionGen {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    long seed() {
        return seed;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    List<ConnectionEntry> entries(int count) {
        List<ConnectionEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry());
        }
        return entries;
    }

    ConnectionEntry entry() {
        boolean ipv6 = random.nextBoolean();
        boolean template = random.nextInt(4) == 0;
        int[] protocols = {6, 6, 6, 17, 132, 50, 51};
        int protocol = template ? random.nextInt(256) : protocols[random.nextInt(protocols.length)];
        int raw = random.nextInt() & ~(ConnectionFlag.HASHED.bit() | ConnectionFlag.ONE_PACKET.bit());
        ConnectionFlags flags = new ConnectionFlags(raw).with(ConnectionFlag.TEMPLATE, template);
        if (template) {
            flags = flags.with(ConnectionFlag.NO_CLIENT_PORT, false);
        }
        int states = template ? 2 : protocol == 6 ? 11 : protocol == 132 ? 14 : 1;
        return new ConnectionEntry(
                new ConnectionKey(protocol, endpoint(ipv6), endpoint(ipv6), random.nextInt() & 0xffff_ffffL),
                endpoint(ipv6),
                flags,
                random.nextInt(states),
                random.nextInt() & 0xffff_ffffL,
                random.nextInt(3) == 0 ? extras(ipv6) : ConnectionEntry.Extras.NONE);
    }

    private Endpoint endpoint(boolean ipv6) {
        return new Endpoint(IpAddress.of(bytes(ipv6 ? 16 : 4)), random.nextInt(65_536));
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private ConnectionEntry.Extras extras(boolean ipv6) {
        List<RawOption> others = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            // Neither the kernel's three nor ours.
            others.add(new RawOption(0x44 + random.nextInt(0x1c), bytes(1 + random.nextInt(40))));
        }
        return new ConnectionEntry.Extras(
                maybe(new SequenceAdjustment(direction(), direction())),
                maybe(new PersistenceEngineData(name(PersistenceEngineData.NAME_HIGHEST_BYTES), bytes(1 + below(255)))),
                new DirectorateOption(
                        maybe(endpoint(ipv6)),
                        maybe(new Ownership(
                                random.nextLong() & Long.MAX_VALUE, name(Ownership.DIRECTOR_HIGHEST_CHARS)))),
                others);
    }

    private SequenceAdjustment.Direction direction() {
        return new SequenceAdjustment.Direction(random.nextInt(), random.nextInt(), random.nextInt());
    }

    String name(int longest) {
        StringBuilder name = new StringBuilder();
        for (int i = 1 + random.nextInt(longest); i > 0; i--) {
            name.append((char) ('a' + random.nextInt(26)));
        }
        return name.toString();
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }
}
