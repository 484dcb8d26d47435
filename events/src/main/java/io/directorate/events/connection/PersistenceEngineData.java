package io.directorate.events.connection;

import io.directorate.events.model.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a persistence engine keeps with a connection. Kernel: options {@code IPVS_OPT_PE_NAME} and {@code IPVS_OPT_PE_DATA}.
 *
 * @param engine such as {@code sip}; 1 to 16 bytes of ASCII
 * @param data such as a SIP Call-ID; 1 to 255 bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below.
public record PersistenceEngineData(String engine, byte[] data) {
    /** Longest name. Kernel: {@code IP_VS_PENAME_MAXLEN}. */
    public static final int NAME_HIGHEST_BYTES = 16;

    /** Longest data. Kernel: {@code IP_VS_PEDATA_MAXLEN}. */
    public static final int DATA_HIGHEST_BYTES = 255;

    /** Checks the lengths. */
    public PersistenceEngineData {
        Checks.range(engine.length(), 1, NAME_HIGHEST_BYTES, "persistenceEngine.length");
        Checks.range(data.length, 1, DATA_HIGHEST_BYTES, "persistenceEngine.data.length");
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(engine) || engine.indexOf('\0') >= 0) {
            throw new InvalidValueException("persistenceEngine", "persistence engine '" + engine + "' is not ASCII");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PersistenceEngineData that
                && engine.equals(that.engine)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(engine, Arrays.hashCode(data));
    }

    @Override
    public String toString() {
        return engine + " (" + data.length + " bytes)";
    }
}
