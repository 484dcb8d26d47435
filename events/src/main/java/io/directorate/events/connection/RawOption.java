package io.directorate.events.connection;

import java.util.Arrays;

/**
 * An option of an entry that this release does not know and that a receiver may skip; passed on as it is.
 *
 * @param type with the bit {@link SyncMessageCodec#OPTIONAL} set, 0x40 to 0xff
 * @param data 1 to 255 bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below.
public record RawOption(int type, byte[] data) {
    /** Checks both. */
    public RawOption {
        Checks.range(type, 0, 0xff, "option.type");
        Checks.range(data.length, 1, 0xff, "option.length");
        if ((type & SyncMessageCodec.OPTIONAL) == 0) {
            throw new IllegalArgumentException("option " + type + " is not one that a receiver may skip");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawOption option && type == option.type && Arrays.equals(data, option.data);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "option " + type + " (" + data.length + " bytes)";
    }
}
